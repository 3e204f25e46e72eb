#!/bin/sh
# Installs the editors that the tests under tests/clients drive. Tests of an editor that is not there
# are skipped with a message, so that `make test` needs none of them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
updated=

apt() { # apt ARGUMENT…: apt-get, patient with whoever else is installing; says what went wrong
    attempts=40
    until LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@" >"$log" 2>&1; do
        attempts=$((attempts - 1))
        if [ "$attempts" = 0 ] || ! grep -q 'get lock' "$log"; then
            tail -n 5 "$log"
            return 1
        fi
        sleep 15
    done
}

install() { # install PACKAGE…: Debian packages
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    [ -n "$updated" ] || apt update || return 1
    updated=yes
    apt install -y --no-install-recommends "$@"
}

fetch() { # fetch PROGRAM PACKAGE…: install Debian packages unless the program is there
    command -v "$1" >/dev/null 2>&1 || { shift && install "$@"; }
}

offer() { # offer NAME COMMAND…: run what installs an editor, and say whether it is here
    name=$1
    shift
    if "$@"; then echo "$name is here"; else echo "$name is not installed; its tests will be skipped."; fi
}

emacs_with_eglot() {
    fetch emacs emacs-nox || return 1
    emacs --batch -f package-activate-all --eval "(require 'eglot)" >/dev/null 2>&1 || install elpa-eglot
}

vim_with_ale() {
    fetch vim vim || return 1
    ls -d /usr/share/vim/vimfiles/pack/*/opt/ale >/dev/null 2>&1 || install vim-ale
}

unpack() { # unpack PACKAGE PROGRAM FOLDER VARIABLE=PATH: from a newer Debian, beside the system
    fetch patchelf patchelf && sh "$here/unpack-debian.sh" "$1" "$2" "$here/../../.editors/$3" "$4"
}

jupyterlab() { # into an environment of its own, with what drives a browser
    fetch chromium chromium fonts-dejavu-core || return 1
    folder=$here/../../.editors/jupyterlab
    [ ! -f "$folder/installed" ] || return 0
    "${PYTHON:-python3}" -m venv --clear "$folder" &&
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check 'jupyterlab==4.*' 'jupyterlab-lsp==5.*' \
            'playwright==1.*' && touch "$folder/installed"
}

offer "tmux, in which editors are tried at the keyboard," fetch tmux tmux
offer "Neovim" fetch nvim neovim
offer "A current Neovim" unpack neovim nvim neovim VIMRUNTIME=usr/share/nvim/runtime
offer "Helix" unpack hx hx helix HELIX_RUNTIME=usr/lib/hx/runtime
offer "Emacs with eglot" emacs_with_eglot
offer "Vim with ALE" vim_with_ale
offer "JupyterLab" jupyterlab
# VS Code's workbench, from npm: two minutes, once.
if [ "$(node --version 2>/dev/null | cut -d. -f1)" != v20 ] || ! command -v npm >/dev/null 2>&1; then
    echo "Node.js 20 with npm is not installed; the tests of the VS Code extension in its workbench will be skipped."
elif fetch chromium chromium fonts-dejavu-core && fetch rg ripgrep && fetch g++ g++ && fetch make make; then
    sh "$here/vscode/install.sh"
    make --no-print-directory -C "$here/../.." vscode-client/node_modules/.installed
else
    echo "Chromium, ripgrep or g++ is not installed; the tests of the VS Code extension in its workbench will be skipped."
fi
