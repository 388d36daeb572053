#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bare_debian.sh PACKAGES: installs the .deb of that directory on a bare Debian 12, runs the demo with it, removes it
# again, and runs the demo from the tarball, unpacked elsewhere. As root; needs debootstrap and a Debian mirror
# (DEBIAN_MIRROR, or that of this machine). Prints what failed; the exit code says whether anything did.
set -euo pipefail
packages=$(cd "$1" && pwd)

say() { printf '%s\n' "bare_debian: $*" >&2; }

root=$(mktemp -d)
chmod 755 "$root" # apt downloads as a user of its own
cleanup() {
  mountpoint -q "$root/proc" && umount "$root/proc"
  rm -rf --one-file-system "$root"
}
trap cleanup EXIT

# inside COMMAND...: in the bare system, with nothing of this machine's environment.
inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
    ${http_proxy:+http_proxy="$http_proxy"} chroot "$root" "$@"
}

# demo DIRECTORY PREFIX: runs the demo of an installation there, and shows what it wrote.
demo() {
  inside sh -euc "
    rm -rf /tmp/demo && mkdir /tmp/demo && cd /tmp/demo && cp -r $1/share/etl/pipelines .
    $1/bin/etl-demo -- $1/bin/etl run pipelines/users.yaml --dataset pipelines/datasets/demo.yaml >&2
    $1/bin/etl run pipelines/clinic_cats.yaml --dataset pipelines/datasets/clinic_demo.yaml -p clinic=\"Happy Paws\" >&2
    cat out/*.json out/*.sql"
}

mirror=${DEBIAN_MIRROR:-$(sed -nE 's/^(deb |URIs: )(\[[^]]*\] )?(https?:[^ ]+).*/\3/p' \
  /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null | head -1 || true)}
say "a bare Debian 12 is made in $root"
debootstrap --variant=minbase bookworm "$root" "${mirror:-http://deb.debian.org/debian}" >"$root.log" 2>&1 ||
  { tail -5 "$root.log" >&2; exit 1; }
rm -f "$root.log"
for file in /etc/apt/apt.conf.d/*proxy* /etc/resolv.conf; do
  [[ ! -e $file ]] || cp "$file" "$root$file"
done
mount -t proc proc "$root/proc"

say "the .deb is installed"
cp "$packages"/etl_*.deb "$packages"/etl-*.tar.gz "$root/tmp/"
inside sh -c 'apt-get -qq update && apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends \
  /tmp/etl_*.deb >/dev/null'
inside etl version
inside etl plugins list >"$root/tmp/plugins"
[[ $(wc -l <"$root/tmp/plugins") -ge 20 ]] || { cat "$root/tmp/plugins"; say "plugins are missing"; exit 1; }
demo /usr >"$root/installed"
[[ -s $root/installed ]] || { say "the demo wrote nothing"; exit 1; }

say "it is removed"
inside sh -c 'apt-get -qq -o Dpkg::Use-Pty=0 remove -y etl >/dev/null'
left=$(inside sh -c 'ls -d /usr/lib/etl /usr/bin/etl* /usr/share/etl 2>/dev/null' || true)
[[ -z $left ]] || { say "left behind: $left"; exit 1; }

say "the tarball runs from where it is unpacked"
inside sh -c 'mkdir /opt/tools && tar -xzf /tmp/etl-*.tar.gz -C /opt/tools --strip-components=1'
demo /opt/tools >"$root/unpacked"
cmp "$root/installed" "$root/unpacked"
say "all is well"
