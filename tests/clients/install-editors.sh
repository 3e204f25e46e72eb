#!/bin/sh
# Installs the editors that the tests under tests/clients drive. Tests of an editor that is not there
# are skipped with a message, so that `make test` needs none of them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

fetch() { # fetch PROGRAM PACKAGE…: install Debian packages unless the program is there
    program=$1
    shift
    if ! command -v "$program" >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
    fi
    command -v "$program" >/dev/null 2>&1
}

if fetch nvim neovim; then
    echo "Neovim is here: $(nvim --version | head -n 1)"
else
    echo "Neovim is not installed; its tests will be skipped. Install it with your package manager."
fi

if [ "${VSCODE:-}" != 1 ]; then
    echo "VS Code is left out; the tests that drive it will be skipped. It takes three minutes: make editors VSCODE=1"
elif ! command -v npm >/dev/null 2>&1; then
    echo "Node.js is not installed; the tests of the VS Code extension will be skipped. They need Node 20."
elif fetch chromium chromium fonts-dejavu-core && fetch rg ripgrep && fetch g++ g++ make; then
    sh "$here/vscode/install.sh"
    npm --prefix "$here/../../vscode-client" ci --no-audit --no-fund --loglevel=error
else
    echo "Chromium, ripgrep or g++ is not installed; the tests of the VS Code extension in its workbench will be skipped."
fi
