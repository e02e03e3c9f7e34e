#!/bin/bash
# one_definition.sh ROOT: no two headers below ROOT/src define types of one name in one namespace.
# The linker takes one of two such types for both, without a word: a program that copies one of them
# with the other's functions fails far from the cause.

root=${1:?the folder that holds src}
twice=$(find "$root/src" -name '*.h' | sort | while read -r file; do
  awk -v file="${file#"$root"/}" '
    /^namespace .*\{$/ { space[++depth] = $2; if ($2 == "{") space[depth] = file }
    /^\}.*\/\/ namespace/ { if (depth > 0) --depth }
    /^template <>/ { specialised = 1; next }
    /^(struct|class|enum|union) .*\{/ && !/;[ \t]*$/ && !specialised {
      name = $2 == "class" || $2 == "struct" ? $3 : $2
      sub(/[^A-Za-z0-9_].*/, "", name)
      where = ""
      for (i = 1; i <= depth; ++i) where = where space[i] "::"
      print where name, file ":" FNR
    }
    { specialised = 0 }' "$file"
done | sort | awk '
  $1 == name { print name " is defined at " place " and at " $2; found = 1 }
  { name = $1; place = $2 }')
[ -z "$twice" ] && exit 0
echo "$twice"
exit 1
