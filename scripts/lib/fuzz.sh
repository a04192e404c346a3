# What the fuzzing scripts share. Sourced from the root of the package, after `fuzzer` was set to the fuzzer's name.
# Everything that is built and found lies in .build/fuzz/$fuzzer.

fuzz_root=$PWD
fuzz_folder=$PWD/.build/fuzz/$fuzzer
mkdir -p "$fuzz_folder/found"
fuzz_flags=(-swift-version 6 -package-name isola -O -sanitize=fuzzer -parse-as-library -I "$fuzz_folder"
  -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature ExistentialAny
  -enable-upcoming-feature MemberImportVisibility)
fuzz_objects=()

# fuzz_module NAME... — compiles modules of Sources/, in this order, with the instrumentation of the fuzzer.
fuzz_module() {
  local module
  for module in "$@"; do
    (cd "$fuzz_folder" && find "$fuzz_root/Sources/$module" -name '*.swift' -print0 | sort -z \
      | xargs -0 swiftc "${fuzz_flags[@]}" -wmo -module-name "$module" -emit-module -emit-object \
        -o "$module.o")
    fuzz_objects+=("$fuzz_folder/$module.o")
  done
}

# fuzz_c_module NAME — compiles a C++ module of Sources/ and makes its headers importable.
fuzz_c_module() {
  local source
  for source in "$fuzz_root/Sources/$1"/*.cpp; do
    fuzz_objects+=("$fuzz_folder/$(basename "$source").o")
    clang++ -std=c++17 -O1 -g -fsanitize=fuzzer-no-link -I "$fuzz_root/Sources/$1/include" \
      -c "$source" -o "${fuzz_objects[-1]}"
  done
  mkdir -p "$fuzz_folder/$1"
  printf 'module %s {\n  umbrella "%s"\n  export *\n}\n' "$1" "$fuzz_root/Sources/$1/include" \
    >"$fuzz_folder/$1/module.modulemap"
  fuzz_flags+=(-Xcc "-fmodule-map-file=$fuzz_folder/$1/module.modulemap")
}

# fuzz_package PACKAGE MODULE — compiles a Swift module of a package that the build has fetched.
fuzz_package() {
  (cd "$fuzz_folder" && find "$fuzz_root/.build/checkouts/$1/Sources/$2" -name '*.swift' -print0 | sort -z \
    | xargs -0 swiftc -O -D SWIFT_PACKAGE -parse-as-library -sanitize=fuzzer -I "$fuzz_folder" "${fuzz_package_flags[@]}" \
      -wmo -module-name "$2" -emit-module -emit-object -o "$2.o")
  fuzz_objects+=("$fuzz_folder/$2.o")
}

# fuzz_c_package PACKAGE MODULE — compiles a C module of a package that the build has fetched.
fuzz_package_flags=()
fuzz_c_package() {
  local source folder="$fuzz_root/.build/checkouts/$1/Sources/$2"
  for source in "$folder"/src/*.c; do
    fuzz_objects+=("$fuzz_folder/$2-$(basename "$source").o")
    clang -O1 -g -fsanitize=fuzzer-no-link -DYAML_DECLARE_STATIC -I "$folder/include" -c "$source" \
      -o "${fuzz_objects[-1]}"
  done
  fuzz_package_flags+=(-Xcc "-fmodule-map-file=$folder/include/module.modulemap" -Xcc "-I$folder/include")
  fuzz_flags+=("${fuzz_package_flags[@]}")
}

# fuzz_build FILE... — links the harness with the modules; options of the linker may stand among the files.
fuzz_build() { swiftc "${fuzz_flags[@]}" -module-name Fuzz "$@" "${fuzz_objects[@]}" -o "$fuzz_folder/fuzz"; }

# fuzz_run SECONDS OPTION... — runs from Tests/Corpus/$fuzzer; new inputs go to found/, a crash or hang beside it.
fuzz_run() {
  local seconds=$1
  shift
  cd "$fuzz_folder"
  # The runtime's own report of a trap would end the process before the fuzzer has kept the input.
  SWIFT_BACKTRACE=enable=no ./fuzz found "$fuzz_root/Tests/Corpus/$fuzzer" \
    -dict="$fuzz_root/scripts/fuzz/$fuzzer.dict" \
    -max_total_time="$seconds" -timeout=10 -print_final_stats=1 "$@"
}
