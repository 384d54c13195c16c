# ./dev lint [FILE]...: formatting and clang-tidy, all findings errors.

cpp_files() { git ls-files -- '*.h' '*.cc'; }

check_format() {
  need clang-format-14
  cpp_files | xargs clang-format-14 --dry-run --Werror || die "run: git ls-files '*.h' '*.cc' | xargs clang-format-14 -i"
}

dev_lint() {
  need "${packages_lint[@]}" "${packages_build[@]}" "${packages_e2e[@]}" "${packages_bench[@]}"
  say "formatting"
  check_format
  say "tidy rules"
  python3 tests/tidy/tidy_test.py
  # Without precompiled headers: clang-tidy would take g++'s for its own, and refuse it.
  cmake --preset dev -B build/lint -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON > /dev/null
  local files=("$@")
  [ ${#files[@]} -gt 0 ] || mapfile -t files < <(git ls-files -- '*.cc' ':!tests/fuzz' ':!tests/e2e' ':!bench')
  say "clang-tidy on ${#files[@]} files"
  # The Asio release of Debian 12 takes clang for a compiler without coroutines unless told.
  printf '%s\n' "${files[@]}" | xargs -P "$jobs" -n 4 clang-tidy-16 --quiet -p build/lint \
    --extra-arg=-DASIO_HAS_CO_AWAIT --extra-arg=-DASIO_HAS_STD_COROUTINE \
    --extra-arg=-Wno-unknown-warning-option || die "clang-tidy has findings"
  say "clean"
}
