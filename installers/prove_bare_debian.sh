#!/usr/bin/env bash
# Prove in a bare Debian 12 root that "make run" and "make test" set up everything by themselves.
#
#   installers/prove_bare_debian.sh root DIR      make the root: minbase with only python3, make, git added
#   installers/prove_bare_debian.sh prove DIR     clone this checkout's HEAD into it; both commands, twice, fresh HOME
#   installers/prove_bare_debian.sh DIR           both
#
# Needs root and debootstrap. Where packages come from is read from this host at run time (apt sources,
# pip configuration, certificates, proxy variables), so that it works wherever the host itself works.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/.." && pwd)

case ${1:-} in
    root | prove) steps=$1 && shift ;;
    *) steps="root prove" ;;
esac
[ $# -eq 1 ] || { sed -n '2,9p' "$0" && exit 2; }
[ "$(id -u)" = 0 ] || { echo "prove: needs root" >&2 && exit 1; }
target=$(realpath -m "$1")
# Only a folder of its own: debootstrap and the clean-up below would ruin any other.
case $target in
    / | "$checkout" | "$checkout"/*) echo "prove: $target is not a folder of its own" >&2 && exit 1 ;;
esac
mine="$target/.bare-debian-for-the-proof"
if [ -n "$(ls -A "$target" 2>/dev/null)" ] && [ ! -e "$mine" ]; then
    echo "prove: $target is not empty and was not made by this script" >&2 && exit 1
fi
say() { printf '\n== %s\n' "$*"; }

# The mirror that apt uses here for the release itself.
mirror() {
    apt-cache policy | awk '$3 == "bookworm/main" { print $2; exit }'
}

make_root() {
    say "debootstrap bookworm into $target"
    mkdir -p "$target"
    touch "$mine"
    debootstrap --variant=minbase --include=python3,make,git,ca-certificates bookworm "$target" "$(mirror)" >"$target.log" 2>&1 ||
        { tail -20 "$target.log" >&2 && exit 1; }
    rm -rf "$target"/etc/apt/sources.list "$target"/etc/apt/sources.list.d "$target"/etc/apt/apt.conf.d/*proxy*
    cp -a /etc/apt/sources.list "$target/etc/apt/" 2>/dev/null || true
    cp -a /etc/apt/sources.list.d "$target/etc/apt/" 2>/dev/null || true
    cp -an /etc/apt/apt.conf.d/. "$target/etc/apt/apt.conf.d/" 2>/dev/null || true
    cp -an /usr/share/keyrings/. "$target/usr/share/keyrings/" 2>/dev/null || true
    for file in /etc/pip.conf /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
        [ -e "$file" ] && cp -L "$file" "$target$file"
    done
    # Folders of wheels on this host are not in the new root; everything else of pip's configuration holds there too.
    local own=${XDG_CONFIG_HOME:-$HOME/.config}/pip/pip.conf
    if [ -e "$own" ]; then
        mkdir -p "$target/etc/xdg/pip"
        awk '/^find-links/ { skip = 1; next } /^[^ \t]/ { skip = 0 } !skip && !/file:/' "$own" >"$target/etc/xdg/pip/pip.conf"
    fi
    rm -f "$target.log"
    du -sh "$target"
}

# Run a shell line inside, with nothing of the host's environment but the ways to the registries.
inside() {
    local keep=() name
    while IFS= read -r name; do keep+=("$name=${!name}"); done < <(compgen -e | grep -iE '^(PIP_CERT|PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|PIP_TRUSTED_HOST|PIP_DEFAULT_TIMEOUT|https?_proxy$|no_proxy$|SSL_CERT_FILE$)')
    chroot "$target" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        TERM=dumb "${keep[@]}" HOME="$home" /bin/bash -euo pipefail -c "$1"
}

mount_all() {
    mkdir -p "$target"/{proc,dev/shm,dev/pts}
    mountpoint -q "$target/proc" || mount -t proc proc "$target/proc"
    mountpoint -q "$target/dev/shm" || mount -t tmpfs tmpfs "$target/dev/shm"
    for node in null zero urandom random; do
        [ -c "$target/dev/$node" ] || cp -a "/dev/$node" "$target/dev/"
    done
    trap 'umount "$target/dev/shm" "$target/proc" 2>/dev/null || true' EXIT
}

prove() {
    mount_all
    local bundle=$target/srv/checkout.bundle
    git -C "$checkout" bundle create -q "$bundle" HEAD
    rm -rf "$target/srv/elder-visits"
    home=/srv
    inside "git -c advice.detachedHead=false clone -q /srv/checkout.bundle /srv/elder-visits"
    for round in 1 2; do
        home=/srv/home-$round
        rm -rf "$target$home" && mkdir -p "$target$home"
        for goal in run test; do
            say "round $round: make $goal"
            local began=$SECONDS
            inside "cd /srv/elder-visits && make $goal" </dev/null
            say "round $round: make $goal ended 0 after $((SECONDS - began)) s"
        done
        # The demo goes on without pictures where no window can open; here one must.
        pictures=$(find "$target/srv/elder-visits/out/screenshots" -name '*.png' | wc -l)
        [ "$pictures" -ge 20 ] || { echo "prove: only $pictures screenshots" >&2 && exit 1; }
        inside "find /srv/elder-visits/out -type f | sort | sed 's#/srv/elder-visits/##'"
    done
    say "proved: make run and make test, twice, in a bare Debian 12"
}

for step in $steps; do
    case $step in root) make_root ;; prove) prove ;; esac
done
