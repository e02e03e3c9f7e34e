# Shared by the scripts in this folder; sourced, never run.
# shellcheck shell=bash

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=${NAIL_JOBS:-$(nproc)}

say() { printf '== %s\n' "$*"; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# The text between the first line and the first blank line of a script is its help.
usage() {
  sed -n '2,/^$/{/^$/q;s/^# \{0,1\}//p}' "$0"
}

# Our own C++ files. Those in tests/ROOM/broken... are wrong on purpose.
own_sources() {
  local folders=() folder
  for folder in src tests bench fuzz; do [ -d "$folder" ] && folders+=("$folder"); done
  find "${folders[@]}" -path 'tests/*/broken*' -prune -o \
    \( -name '*.cc' -o -name '*.h' \) -print | sort
}
