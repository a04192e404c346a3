#!/bin/sh
# Prints one line for each Theorem of Theorems/: its name and the unproved statements it rests on.
set -eu
cd "$(dirname "$0")"
mkdir -p .build
for file in Theorems/*.v; do
  module=$(basename "$file" .v)
  echo "From Isola Require Theorems.$module."
  sed -nE 's/^Theorem ([A-Za-z0-9_]+).*/\1/p' "$file" | while read -r theorem; do
    echo "Goal True. idtac \"== $module.$theorem\". Abort."
    echo "Print Assumptions Isola.Theorems.$module.$theorem."
  done
done > .build/Assumptions.v
coqc -q -Q . Isola .build/Assumptions.v > .build/assumptions.raw
awk '
  /^== / { flush(); theorem = $2; known = 0; list = ""; next }
  /^Closed under the global context/ { known = 1; next }
  /^(Axioms|Section Variables):/ { known = 1; next }
  /^[A-Za-z_]/ { list = list " " $1 }
  function flush() {
    if (theorem == "") return
    if (!known) { print "no answer for " theorem > "/dev/stderr"; failed = 1 }
    print theorem ":" (list == "" ? " none" : list)
  }
  END { flush(); exit failed }
' .build/assumptions.raw
