#!/usr/bin/env bash
# Write requirements/*.txt anew: exact pins with hashes, no index host, no path of this machine.
#
# The locks hold for Python 3.11 and newer on every platform (markers decide). dev.txt is solved first and
# constrains the others, so that one version of each library serves all of them. Versions already locked stay;
# "installers/lock.sh --upgrade" moves them to the newest that pyproject.toml allows.
set -euo pipefail
cd -P "$(dirname "$0")/.."

uv=${UV:-.venv/bin/uv}
options=("$@")

lock() { # name of the lock, then what goes into it
    local out="requirements/$1.txt"
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --annotation-style line \
        "${options[@]}" --output-file "$out" "$@"
    # One first line that says what the file is, kept once however often this runs.
    { echo "# Exact pins with hashes, written by 'make lock'."; grep -v '^# Exact pins' "$out"; } >"$out.new"
    mv "$out.new" "$out"
    echo "$out"
}

lock dev pyproject.toml requirements/build.in --extra gui --extra test --extra dev
lock test pyproject.toml --extra gui --extra test --constraint requirements/dev.txt
lock gui pyproject.toml --extra gui --constraint requirements/dev.txt
lock base pyproject.toml --constraint requirements/dev.txt
lock build requirements/build.in --constraint requirements/dev.txt
