#!/bin/sh
# Compares the table of README.md with both sides: every theorem it names is stated, every theorem
# that is stated is named, and every Swift declaration and test it names exists.
set -eu
cd "$(dirname "$0")"
failed=0

complain() {
  echo "error: README.md: $1" >&2
  failed=1
}

# The words in backquotes of one column of the table.
column() {
  sed -n '/^## What is proved/,/^## /p' README.md | grep '^| ' | sed 1,2d |
    awk -F '|' -v column="$1" '{ print $column }' | grep -o '`[^`]*`' | tr -d '`' | sort -u
}

# declared FOLDER NAME — NAME is Module/File.declaration below FOLDER.
declared() {
  file=$1/${2%.*}.swift
  [ -f "$file" ] &&
    grep -qE "(func|struct|enum|class|actor|protocol|case|let|var) \`?${2##*.}\>" "$file"
}

column 3 > .build/named-theorems
while read -r name; do
  file=${name%.*}.v
  statement="^(Theorem|Example) ${name##*.}\>"
  [ -f "Theorems/$file" ] && grep -qE "$statement" "Theorems/$file" && continue
  [ -f "Examples/$file" ] && grep -qE "$statement" "Examples/$file" && continue
  complain "there is no theorem $name"
done < .build/named-theorems

cut -d: -f1 allowed-assumptions.txt | while read -r name; do
  grep -qx "$name" .build/named-theorems || echo "$name"
done > .build/unnamed-theorems
while read -r name; do complain "the theorem $name is not named"; done < .build/unnamed-theorems

column 4 > .build/named-declarations
while read -r name; do
  declared ../Sources "$name" || complain "there is no declaration $name in Sources"
done < .build/named-declarations

column 5 > .build/named-tests
while read -r name; do
  declared ../Tests "$name" || complain "there is no test $name in Tests"
done < .build/named-tests

[ "$failed" -eq 0 ] && echo "the table names $(wc -l < .build/named-theorems) theorems and" \
  "$(wc -l < .build/named-declarations) declarations; all exist"
exit "$failed"
