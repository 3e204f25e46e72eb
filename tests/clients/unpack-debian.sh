#!/bin/sh
# Unpacks a program of a newer Debian beside the system, without installing it: the package and all that it depends on,
# libc included, go into FOLDER/root, and FOLDER/PROGRAM runs it. For editors that the system has too old, or not at all.
# Wants Debian, root and patchelf. usage: unpack-debian.sh PACKAGE PROGRAM FOLDER [VARIABLE=PATH/IN/ROOT…]
set -eu
package=$1 program=$2
mkdir -p "$3"
folder=$(cd "$3" && pwd)
shift 3
[ ! -x "$folder/$program" ] || exit 0

mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -nE 's/^(URIs:|deb( \[[^]]*\])?) +([^ ]*\/debian\/?)( .*)?$/\3/p' | head -n 1)
keys=/usr/share/keyrings/debian-archive-keyring.gpg
if [ -z "$mirror" ] || [ ! -f "$keys" ]; then
    echo "this system's packages do not come from a Debian mirror"
    exit 1
fi

download() { # download SUITE: its package and everything below it into $folder/apt, away from the system's own records
    rm -rf "$folder/apt" "$folder/root"
    mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial"
    : >"$folder/apt/status"
    echo "deb [signed-by=$keys] $mirror $1 main" >"$folder/apt/sources.list"
    set -- -qq -o "Dir::Etc::sourcelist=$folder/apt/sources.list" -o Dir::Etc::sourceparts=- \
        -o "Dir::State::lists=$folder/apt/lists" -o "Dir::State::status=$folder/apt/status" \
        -o "Dir::Cache=$folder/apt/cache" -o APT::Sandbox::User=root -o Acquire::Retries=3 -o Acquire::Languages=none
    apt-get "$@" update && apt-get "$@" install -y --no-install-recommends --download-only "$package"
}
{ download unstable || download testing; } >"$folder/apt.log" 2>&1 || { # the newest may be about to change
    tail -n 5 "$folder/apt.log"
    exit 1
}
for archive in "$folder"/apt/cache/archives/*.deb; do dpkg -x "$archive" "$folder/root"; done
rm -rf "$folder/apt" "$folder/apt.log"

# The program itself names its loader and libraries, since it may start itself again, as Neovim's terminal does.
loader=$(find "$folder/root" -name 'ld-linux*.so.*' -type f | head -n 1)
binary=$(readlink -f "$folder/root/usr/bin/$program")
patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$(dirname "$loader")" "$binary"
{
    echo "#!/bin/sh"
    for setting in "$@"; do echo "export ${setting%%=*}=\"$folder/root/${setting#*=}\""; done
    echo "exec \"$binary\" \"\$@\""
} >"$folder/starting"
chmod +x "$folder/starting"
mv "$folder/starting" "$folder/$program"
