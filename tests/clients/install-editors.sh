#!/bin/sh
# Installs the editors that the tests under tests/clients drive. Tests of an editor that is not there
# are skipped with a message, so that `make test` needs none of them.
set -eu
if command -v nvim >/dev/null 2>&1; then
    echo "Neovim is here: $(nvim --version | head -n 1)"
elif command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends neovim >/dev/null
    echo "installed $(nvim --version | head -n 1)"
else
    echo "Neovim is not installed; its tests will be skipped. Install it with your package manager."
fi
