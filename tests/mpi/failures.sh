#!/bin/bash
# What fails everywhere is said once, with nail's exit code.
set -eu
. "$(dirname "$0")/common.sh"
expect() {
  local code=$1 words=$2 got=0
  shift 2
  mpirun -n 2 "$nail_mpi" "$@" > out.log 2> err.log || got=$?
  [ $got -eq "$code" ] || die "nail-mpi $*: exit code $got, not $code: $(cat err.log)"
  [ "$(grep -c "$words" err.log)" -eq 1 ] || die "nail-mpi $*: '$words' is not said once: $(cat err.log)"
}
"$nail" generate firms --sites 200 --links 1000 --seed 1 --to firms --quiet
expect 1 'there is no such folder' rank nowhere --out rank.csv
expect 2 'is no column of sites' rank firms --market colour --out rank.csv
expect 2 'nail-mpi shares' check firms
[ ! -e rank.csv ] || die "a failed run left a result"
mpirun -n 2 "$nail_mpi" --version | grep -c '^nail ' | grep -qx 1 || die "the version is not said once"
