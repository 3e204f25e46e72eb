#!/bin/sh
# Installs what the tests beside it drive: the VS Code workbench as code-server serves it, and Playwright, into
# .editors/vscode at the root of the repository. No package's install script is run: those would fetch programs
# from elsewhere. The few native modules that the workbench loads are built here.
# Wants Node 20, a C++ compiler, Chromium and ripgrep. Takes about three minutes, once.
set -eu
version=4.100.3
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-$here/../../../.editors/vscode}
mkdir -p "$target"
cd "$target"
if [ "$(cat installed 2>/dev/null)" = "$version" ]; then
    echo "code-server $version is here"
    exit 0
fi

npm="npm install --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error"
echo '{"private": true}' > package.json
$npm "code-server@$version" playwright-core@1 mocha@12
server=$PWD/node_modules/code-server
workbench=$server/lib/vscode
(cd "$workbench" && $npm)
(cd "$workbench/extensions" && $npm)

gyp=$(npm root --global --loglevel=error)/npm/node_modules/node-gyp/bin/node-gyp.js
headers=$(dirname "$(dirname "$(command -v node)")")
[ ! -d "$headers/include/node" ] || export npm_config_nodedir="$headers"
build() { # build FOLDER COMMAND…
    folder=$1
    shift
    echo "building $(basename "$folder")"
    if ! (cd "$folder" && "$@" > build.log 2>&1); then
        tail -n 20 "$folder/build.log"
        exit 1
    fi
    rm -rf "$folder/build/Release/obj.target" "$folder/build/Release/.deps"
}
for module in @vscode/spdlog native-watchdog node-pty; do
    build "$workbench/node_modules/$module" node "$gyp" rebuild -j 2
done
argon=node_modules/argon2
[ -d "$argon" ] || argon=$server/node_modules/argon2
build "$argon" env npm_config_node_gyp="$gyp" node ../.bin/node-pre-gyp install --build-from-source

# What code-server's own install script would link.
cd "$workbench"
ln -sfn node_modules node_modules.asar
ln -sf code-linux.sh bin/remote-cli/code-server
ln -sf browser-linux.sh bin/helpers/browser.sh
mkdir -p node_modules/@vscode/ripgrep/bin
ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
cd "$target"
node "$server/out/node/entry.js" --config "$PWD/config.yaml" --version
echo "$version" > installed
