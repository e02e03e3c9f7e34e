#!/bin/bash
# nail.toml: defaults of a case, which the command line wins over, and what is wrong with them.
# Usage: defaults.sh NAIL
set -uo pipefail
nail=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
faults=0
fault() { echo "FAULT: $*"; faults=$((faults + 1)); }
expect() { # CODE TEXT COMMAND...
  local code=$1 text=$2 status=0
  shift 2
  "$@" >out 2>&1 || status=$?
  [ $status -eq "$code" ] || fault "$* ended with $status, not $code: $(head -c 300 out)"
  grep -qF -- "$text" out || fault "$* does not print '$text' but: $(head -c 300 out)"
}
defaults() { printf '%s\n' "$@" >case/nail.toml; }

mkdir case
printf 'place,name\nAAA,Aland\nBBB,Bland\n' >case/places.csv
printf 'product,name,chain,inputs\nore,Ore,metal,none\nmetal,Metal,metal,none\n' >case/products.csv
printf 'product,place,share,source\nore,AAA,0.7,s\nore,BBB,0.3,s\nmetal,AAA,1,s\n' >case/supply.csv
printf 'source,title,grade\ns,A list,estimate\n' >case/sources.csv
expect 0 wrote "$nail" init case
expect 2 "give --home" "$nail" exposure case

defaults 'home = "BBB"' 'products = ["ore"]' 'threads = 1' 'draws = 10' 'seed = 7' 'allies = "AAA"'
expect 0 "BBB,ore,AAA" "$nail" exposure case
! grep -q metal out || fault "products of nail.toml is not used"
expect 0 "AAA,ore,BBB" "$nail" exposure case --home AAA
expect 0 "BBB,metal,AAA" "$nail" exposure case --products metal
! grep -q ",ore," out || fault "--products does not win over nail.toml"
expect 0 "ally_share" "$nail" measure case
defaults 'home = "BBB"' 'pool = "own-first"' 'lens = "site"' 'products = "o*"'
expect 0 "BBB,ore,AAA" "$nail" exposure case

defaults 'home = "BBB"' 'hom = "AAA"'
expect 0 "nail.toml:2:1: warning: unknown-default: there is no default called hom; it is not used; is it home?" \
  "$nail" exposure case
expect 1 "unknown-default" "$nail" exposure case --strict
defaults 'home = "BBB"' 'pool = "mine"'
expect 1 "nail.toml:2:8: bad-default: pool is 'mine'; write one of: proportional, own-first" \
  "$nail" exposure case
expect 1 "nail.toml:2:8: bad-default: pool is 'mine'" "$nail" measure case
defaults 'home = 3'
expect 1 "nail.toml:1:8: bad-default: home has a value of the wrong type; write a text in quotes" \
  "$nail" measure case
defaults 'draws = -1' 'threads = 1.5'
expect 1 "nail.toml:1:9: bad-default: draws" "$nail" check case
grep -qF "nail.toml:2:11: bad-default: threads" out || fault "not all faults in one pass"
grep -qF "places" out || fault "check does not go on to the tables"
defaults 'home = "BBB'
expect 1 "nail.toml:1:12: bad-toml" "$nail" check case
expect 1 '"code":"bad-toml"' "$nail" check case --diagnostics json
defaults 'threads = 99999'
expect 1 "nail.toml:1:11: bad-default: threads is '99999'" "$nail" check case
defaults 'home = "BBBB"' 'allies = ["AAA", "CCC"]' 'products = "oer"'
expect 1 "nail.toml:1:8: unknown-reference: home names 'BBBB', which is no place or bloc" \
  "$nail" measure case
expect 1 "nail.toml:1:8: unknown-reference: home" "$nail" check case
grep -qF "nail.toml:2:10: unknown-reference: allies names 'CCC'" out || fault "allies: $(cat out)"
grep -qF "nail.toml:3:12: unknown-reference: products names 'oer'" out || fault "products: $(cat out)"
rm case/nail.toml
ln -s nail.toml case/nail.toml
expect 1 "unsafe-path" "$nail" check case
rm case/nail.toml
mkdir case/nail.toml
expect 1 "unreadable-file" "$nail" check case
rmdir case/nail.toml
[ $faults -eq 0 ] && echo "all as expected"
