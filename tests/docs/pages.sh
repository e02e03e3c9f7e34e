#!/bin/bash
# Help, completion, the manual page and the schemas, as the program NAIL prints them.
# Usage: pages.sh NAIL
set -uo pipefail
nail=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
faults=0
fault() { echo "FAULT: $*"; faults=$((faults + 1)); }
# expect CODE TEXT COMMAND...: the exit code, and a text that standard output or error must hold.
expect() {
  local code=$1 text=$2 status=0
  shift 2
  "$@" >out 2>&1 || status=$?
  [ $status -eq "$code" ] || fault "$* ended with $status, not $code: $(head -c 300 out)"
  grep -qF -- "$text" out || fault "$* does not print '$text' but: $(head -c 300 out)"
}

expect 0 "Commands:" "$nail" help
expect 0 "Commands:" "$nail" --help
expect 2 "Commands:" "$nail"
expect 0 "nail 0." "$nail" --version
expect 2 "there is no command 'exposuer'; is it exposure?" "$nail" help exposuer
expect 2 "there is no command 'exposuer'; is it exposure?" "$nail" exposuer
expect 2 "there is no option --hme (is it --home?)" "$nail" measure case --hme USA
expect 2 "one argument too many" "$nail" check one two
expect 2 "is required" "$nail" check
expect 2 "not in {csv,json,table}" "$nail" measure case --format yaml
expect 0 '"nail.assessment/1"' "$nail" schema assessment
for name in stress stress_ensemble stress_worst stress_io stress_io_ensemble survive backtest; do
  expect 0 "json-schema.org" "$nail" schema $name
done
expect 2 "is it stress_io?" "$nail" schema stress_oi
expect 0 "key: place" "$nail" schema places
expect 2 "is it places?" "$nail" schema plces

# Every command has a help page, stands in every completion and in the manual page.
commands=$("$nail" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]\+\) .*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 7 ] || fault "the help lists few commands: $commands"
for shell in bash zsh fish; do
  "$nail" completion $shell >completion.$shell || fault "completion $shell"
done
"$nail" manual >nail.1 || fault "manual"
for command in $commands; do
  expect 0 "Usage: nail $command" "$nail" help "$command"
  "$nail" "$command" --help >other 2>&1
  cmp -s out other || fault "nail $command --help differs from nail help $command"
  for shell in bash zsh fish; do
    grep -qw -- "$command" completion.$shell || fault "$command is missing in $shell's completion"
  done
  grep -q "^\.Cm $command$" nail.1 || fault "$command is missing in the manual page"
done
expect 2 "tcsh" "$nail" completion tcsh

# The completions are scripts their shells can read, and bash's completes.
bash -n completion.bash || fault "bash cannot read its completion"
! command -v zsh >/dev/null || zsh -n completion.zsh || fault "zsh cannot read its completion"
! command -v fish >/dev/null || fish -n completion.fish || fault "fish cannot read its completion"
complete_bash() {
  bash -c 'source completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _nail
    echo "${COMPREPLY[*]}"' bash "$@"
}
[ "$(complete_bash nail expo)" = exposure ] || fault "nail expo: $(complete_bash nail expo)"
[ "$(complete_bash nail exposure c --pool o)" = own-first ] ||
  fault "--pool o: $(complete_bash nail exposure c --pool o)"
[ "$(complete_bash nail exposure c --len)" = --lens ] ||
  fault "--len: $(complete_bash nail exposure c --len)"
mkdir acase
[ "$(complete_bash nail check ac)" = acase ] || fault "nail check ac: $(complete_bash nail check ac)"

if command -v mandoc >/dev/null; then
  mandoc -T lint -W warning nail.1 || fault "mandoc finds fault with the manual page"
elif command -v groff >/dev/null; then
  groff -mdoc -Tutf8 -ww -z nail.1 2>warnings
  [ ! -s warnings ] || fault "groff finds fault with the manual page: $(head -5 warnings)"
fi
[ $faults -eq 0 ] && echo "all as expected"
