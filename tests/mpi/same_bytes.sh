#!/bin/bash
# The same bytes for one process and many, for any number of threads.
set -eu
. "$(dirname "$0")/common.sh"
"$nail" generate firms --sites 2000 --links 14000 --correlation 0.7 --seed 3 --to firms --quiet
"$nail" rank firms --market product --out one.csv --quiet
for processes in 1 2 3; do
  for threads in 1 2; do
    mpirun -n $processes "$nail_mpi" rank firms --market product --threads $threads \
      --out many.csv --quiet
    cmp one.csv many.csv || die "$processes processes with $threads threads rank otherwise"
    [ ! -e many.csv.checkpoint ] || die "a checkpoint is left behind"
    rm many.csv
  done
done
"$nail" stress "$root/cases/four-products" --home USA --ensemble 300 --out years_one --quiet
mpirun -n 3 "$nail_mpi" stress "$root/cases/four-products" --home USA --ensemble 300 \
  --out years_many --quiet
for file in ensemble.csv summary.json; do
  cmp years_one/$file years_many/$file || die "an ensemble of many processes is another"
done

"$nail" generate io --places 3 --products 8 --to table --quiet
for precision in double single; do
  "$nail" stress table --ensemble 400 --precision $precision --days 60 --out io_one --force --quiet
  mpirun -n 3 "$nail_mpi" stress table --ensemble 400 --precision $precision --days 60 \
    --out io_many --force --quiet
  for file in ensemble.csv summary.json; do
    cmp io_one/$file io_many/$file || die "an io ensemble of many processes is another"
  done
done
