#!/usr/bin/env bash
# What the desktop is told about the program is valid, and the project file is recognised by its content.
# Usage: resources.sh RESOURCES_FOLDER DNAS. Exit code 77: the tools for it are not installed.
set -uo pipefail
resources=$1
dnas=$2
id=org.dnas_studio.DnasStudio
checked=0
failures=0

check() { # NAME COMMAND...
    local name=$1
    shift
    command -v "$1" >/dev/null || { echo "skipped $name: $1 is not installed"; return; }
    checked=$((checked + 1))
    "$@" || { echo "FAILED: $name"; failures=$((failures + 1)); }
}

check "desktop entry" desktop-file-validate "$resources/$id.desktop"
check "AppStream metadata" appstreamcli validate --no-net "$resources/$id.metainfo.xml"

if command -v update-mime-database >/dev/null && command -v gio >/dev/null; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    mkdir -p "$folder/mime/packages"
    cp "$resources/$id.mime.xml" "$folder/mime/packages/"
    update-mime-database "$folder/mime" 2>/dev/null
    line="Genotype(normal=[('skip_connect', 0), ('skip_connect', 1)], normal_concat=range(2, 3), reduce=[('skip_connect', 0), ('skip_connect', 1)], reduce_concat=range(2, 3))"
    echo "$line" >"$folder/log.txt"
    "$dnas" import "$folder/log.txt" --project "$folder/p.dnas" >/dev/null
    mv "$folder/p.dnas" "$folder/without-ending"
    checked=$((checked + 1))
    XDG_DATA_HOME=$folder gio info -a standard::content-type "$folder/without-ending" | grep -q application/x-dnas-project ||
        { echo "FAILED: a project without its ending is not recognised"; failures=$((failures + 1)); }
fi

[ $failures -gt 0 ] && exit 1
[ $checked -eq 0 ] && exit 77
echo "$checked checks passed"
