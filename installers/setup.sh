#!/usr/bin/env bash
# Make the checkout runnable: missing system libraries, virtual environment, locked libraries, the program itself.
#
#   installers/setup.sh run    what the program needs, window included
#   installers/setup.sh test   that and what its tests need
#   installers/setup.sh dev    that and linter, type checker and the rest
#
# Needs Python 3.11 or newer and, for whatever is missing, apt as root or the one line it prints. Nothing is
# installed that is already there, and a second run with nothing to do ends at once. Set ELDER_VISITS_NO_APT=1
# to be told what is missing instead of having it installed.
set -euo pipefail
cd -P "$(dirname "$0")/.."

stage=${1:-run}
venv=.venv
say() { printf '%s\n' "setup: $*"; }
fail() {
    printf '%s\n' "setup: $*" >&2
    exit 1
}

# A fuller stage contains the lesser ones.
case $stage in
    run) stages=(run) ;;
    test) stages=(run test) ;;
    dev) stages=(run test dev) ;;
    *) fail "unknown stage '$stage': say run, test or dev" ;;
esac
lock_of() {
    case $1 in run) echo requirements/gui.txt ;; *) echo "requirements/$1.txt" ;; esac
}

# ---------------------------------------------------------------------------------------- python

python=""
for candidate in ${PYTHON:-python3} python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || fail "Python 3.11 or newer is needed; none was found (set PYTHON=... to name one)"

# ---------------------------------------------------------------------------------------- system

# Each line: package, how to see that its content is there. "lib:" a shared library, "cmd:" a command,
# "py:" modules of the Python above, "file:" a file, "xlib:" a shared library that only a real display needs; the
# tests bring a display of their own.
needed_here() {
    echo "python3-venv py:ensurepip,venv"
    echo "libgl1 lib:libGL.so.1"
    echo "libegl1 lib:libEGL.so.1"
    echo "libglib2.0-0 lib:libglib-2.0.so.0"
    echo "libdbus-1-3 lib:libdbus-1.so.3"
    echo "libfontconfig1 lib:libfontconfig.so.1"
    echo "libxkbcommon0 lib:libxkbcommon.so.0"
    echo "libxkbcommon-x11-0 xlib:libxkbcommon-x11.so.0"
    echo "libxcb-cursor0 xlib:libxcb-cursor.so.0"
    echo "libxcb-icccm4 xlib:libxcb-icccm.so.4"
    echo "libxcb-keysyms1 xlib:libxcb-keysyms.so.1"
    echo "libxcb-shape0 xlib:libxcb-shape.so.0"
    echo "libxcb-xkb1 xlib:libxcb-xkb.so.1"
    echo "libwayland-cursor0 xlib:libwayland-cursor.so.0"
    echo "libcups2 xlib:libcups.so.2"
    if [ "$stage" != run ]; then
        echo "poppler-utils cmd:pdftotext"
        # The tests by keys and by an accessibility client bring their own display and buses.
        echo "xvfb cmd:Xvfb"
        echo "xdotool cmd:xdotool"
        echo "dbus cmd:dbus-daemon"
        echo "at-spi2-core file:/usr/share/dbus-1/services/org.a11y.Bus.service"
    fi
}

libraries=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null || true)

is_there() {
    local what=${1#*:}
    case $1 in
        lib:*) grep -qF "$what " <<<"$libraries" ;;
        file:*) [ -e "$what" ] ;;
        xlib:*) [ "$stage${DISPLAY:-}${WAYLAND_DISPLAY:-}" = run ] || grep -qF "$what " <<<"$libraries" ;;
        cmd:*) command -v "$what" >/dev/null ;;
        py:*) "$python" -c "import $what" 2>/dev/null ;;
    esac
}

missing=()
while read -r package sign; do
    is_there "$sign" || missing+=("$package")
done < <(needed_here)

if [ ${#missing[@]} -gt 0 ]; then
    line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    command -v apt-get >/dev/null ||
        fail "these Debian packages, or what this system calls them, are missing: ${missing[*]}"
    if [ "$(id -u)" = 0 ] && [ -z "${ELDER_VISITS_NO_APT:-}" ]; then
        say "installing ${missing[*]}"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
    else
        printf '%s\n' "setup: some system libraries are missing. Run this line, then try again:" >&2
        printf '%s\n' "sudo sh -c '$line'" >&2
        exit 1
    fi
fi

# ---------------------------------------------------------------------------------------- libraries

# The stamp names everything that the environment depends on; as long as it fits there is nothing to do.
version=$("$python" -c 'import sys; print(*sys.version_info[:3], sep=".")')
stamp=$venv/.setup-stamp
state_of() {
    { echo "$version $PWD"; cat pyproject.toml requirements/build.txt "$(lock_of "$1")"; } | sha256sum | cut -d' ' -f1
}
if [ -x $venv/bin/elder-visits ] && grep -qsx "$stage $(state_of "$stage")" $stamp; then
    exit 0
fi

belongs_here() {
    $venv/bin/python -c "import pip, sys
sys.exit(sys.prefix != sys.argv[1] or '%d.%d.%d' % sys.version_info[:3] != sys.argv[2])" \
        "$PWD/$venv" "$version" 2>/dev/null
}
if ! belongs_here; then
    say "making $venv with Python $version"
    rm -rf $venv
    "$python" -m venv $venv
fi

install() {
    $venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet --progress-bar off "$@"
}
rm -f $stamp
say "installing the libraries locked in $(lock_of "$stage")"
install --require-hashes -r requirements/build.txt
# Without build isolation a library that comes as source is built with the hashed tools just installed.
install --require-hashes --no-build-isolation -r "$(lock_of "$stage")"
install --no-deps --no-build-isolation --no-index --editable .
for one in "${stages[@]}"; do
    echo "$one $(state_of "$one")" >>$stamp
done
say "ready: $venv/bin/elder-visits"
