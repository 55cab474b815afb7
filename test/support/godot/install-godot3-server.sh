#!/usr/bin/env bash
# Installs Debian's headless Godot 3 (godot3-server), in which the client for Godot 3 is tested.
# Needs apt, and root or sudo. Does nothing where it is installed already.
set -euo pipefail

if command -v godot3-server >/dev/null; then
	exit 0
fi

fail() {
	echo "godot3-server was not installed: $1" >&2
	exit 1
}

command -v apt-get >/dev/null || fail "this machine has no apt-get."
if [ "$(id -u)" -eq 0 ]; then
	as_root=()
elif command -v sudo >/dev/null; then
	as_root=(sudo)
else
	fail "it needs root or sudo."
fi

apt_get() {
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 "$@" </dev/null >/dev/null
}
apt_get update || fail "apt-get update failed."
apt_get install -y --no-install-recommends godot3-server || fail "apt-get install failed."
command -v godot3-server >/dev/null || fail "it is not on the PATH."
