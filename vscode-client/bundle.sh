#!/bin/sh
# Puts the server, the rules and what they need into bundled/, for any Python and any system. What they need is fetched
# when bundled.txt says something new.
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python3}
if ! cmp -s bundled.txt bundled/bundled.txt; then
    rm -rf bundled
    "$python" -m pip --disable-pip-version-check --quiet install --target bundled --no-deps --no-compile \
        --only-binary :all: --python-version 3.10 --implementation py --abi none --platform any --requirement bundled.txt
    rm -rf bundled/bin
    cp bundled.txt bundled/
fi
rm -rf bundled/tensortidy*
cp -R ../server/tensortidy ../rules/tensortidy_rules bundled/
version=$(node -p 'require("./package.json").version') # as package managers note it, for the server to tell
mkdir "bundled/tensortidy-$version.dist-info"
printf 'Metadata-Version: 2.1\nName: tensortidy\nVersion: %s\n' "$version" > "bundled/tensortidy-$version.dist-info/METADATA"
find bundled -name __pycache__ -prune -exec rm -rf {} +
cp start.py bundled/
cp ../docs/examples/train.py bundled/example.py
