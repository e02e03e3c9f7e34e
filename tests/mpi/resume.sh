#!/bin/bash
# One of three processes is killed midway: the run ends without a result, --resume goes on from the
# checkpoint, and the result is the same bytes.
set -eu
. "$(dirname "$0")/common.sh"
"$nail" generate firms --sites 20000 --links 160000 --correlation 0.7 --seed 5 --to firms --quiet
"$nail" rank firms --market product --out one.csv --quiet
# In a session of its own, so that only our processes are found.
setsid mpirun -n 3 "$nail_mpi" rank firms --market product --threads 1 --out many.csv --quiet \
  > first.log 2>&1 &
run=$!
size() { stat -c %s many.csv.checkpoint 2>/dev/null || echo 0; }
for _ in $(seq 6000); do
  [ "$(size)" -lt 20000 ] || break
  kill -0 $run 2>/dev/null || break
  sleep 0.01
done
victim=$(pgrep -g "$(ps -o pgid= -p $run | tr -d ' ')" -f 'nail-mpi rank' | tail -1 || true)
victim=${victim:-$(pgrep -P $run | tail -1 || true)}
[ -z "$victim" ] || kill -9 "$victim" 2>/dev/null || true
if wait $run; then
  echo "the run ended before it could be killed; nothing to resume" >&2
  cmp one.csv many.csv
  exit 0
fi
[ ! -e many.csv ] || die "a killed run left a result"
before=$(size)
[ "$before" -gt 0 ] || die "a killed run left no checkpoint"
cp many.csv.checkpoint kept
mpirun -n 2 "$nail_mpi" rank firms --market product --out many.csv --resume 2> resumed.log
grep -q 'went on from' resumed.log || die "nothing was resumed: $(cat resumed.log)"
cmp one.csv many.csv || die "the resumed run ranks otherwise"
[ ! -e many.csv.checkpoint ] || die "a checkpoint is left behind"
# A torn end, as a machine that lost power leaves it; one process goes on where three stopped.
head -c $((before - 100)) kept > many.csv.checkpoint
rm many.csv
"$nail" rank firms --market product --out many.csv --checkpoint many.csv.checkpoint --resume --quiet
cmp one.csv many.csv || die "the run resumed from a torn checkpoint ranks otherwise"
# Of other options.
cp kept many.csv.checkpoint
code=0
"$nail" rank firms --rule linear --out other.csv --checkpoint many.csv.checkpoint --resume \
  2> other.log || code=$?
[ $code -eq 2 ] || die "a checkpoint of other options was taken: exit code $code"
grep -q 'another run' other.log || die "unclear: $(cat other.log)"
