# ./dev test [SUITE]...: runs suites one after the other, all of them even when one fails, and ends
# with the sum of their cases.

suites_default=(tidy unit crash oracle e2e)
# librdkafka's suite asks for events within fixed times: not on a machine that others use.
suites_ci=(tidy unit template crash oracle e2e clients page)
suites_all=(tidy unit template crash oracle e2e clients page librdkafka)

dev_test() {
  local suites=() suite quick=
  for suite in "$@"; do
    case $suite in
      --tidy|--unit|--template|--crash|--oracle|--e2e|--clients|--page|--librdkafka) suites+=("${suite#--}") ;;
      --quick) quick=--quick ;;
      --ci) suites=("${suites_ci[@]}") ;;
      --all) suites=("${suites_all[@]}"); quick=--quick ;;
      *) die "no test suite '$suite'; there are: --${suites_all[*]/#/ --}" 2 ;;
    esac
  done
  [ ${#suites[@]} -gt 0 ] || suites=("${suites_default[@]}")

  results=$(mktemp -d)
  trap 'rm -rf "$results"' EXIT
  local started=$SECONDS
  for suite in "${suites[@]}"; do
    say "test: $suite"
    local before=$SECONDS
    # Each suite in a shell of its own: one that gives up is a failure of that suite alone.
    # (Not `( ... ) || ...`: there bash would ignore set -e inside.)
    local status=0
    set +e
    (set -e; "suite_$suite" $quick)
    status=$?
    set -e
    [ "$status" = 0 ] || note_failure "$suite"
    say "test: $suite took $((SECONDS - before)) s"
  done
  report $((SECONDS - started))
}

# count SUITE PASSED FAILED
count() { echo "$1 $2 $3" >> "$results/counts"; }

# A suite that ended with an error but counted no failed case has still failed once.
note_failure() {
  touch "$results/counts"
  awk -v suite="$1" '$1 == suite { failed += $3 } END { exit failed > 0 }' "$results/counts" && count "$1" 0 1
  return 0
}

report() {
  touch "$results/counts"
  echo
  awk -v seconds="$1" '
    !($1 in passed) { order[++suites] = $1 }
    { passed[$1] += $2; failed[$1] += $3; all_passed += $2; all_failed += $3 }
    END {
      for (i = 1; i <= suites; i++)
        printf "%-12s %6d passed %4d failed\n", order[i], passed[order[i]], failed[order[i]]
      printf "in %d min %d s\n", seconds / 60, seconds % 60
      printf "%d passed, %d failed\n", all_passed, all_failed
      exit all_failed > 0 || all_passed == 0
    }' "$results/counts"
}

# run_counted SUITE COMMAND...: a command whose last line is "N passed, M failed".
run_counted() {
  local suite=$1 status=0
  shift
  "$@" | tee "$results/$suite.out" || status=$?
  local last
  last=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$results/$suite.out" | tail -n 1) || true
  [ -n "$last" ] || return 1
  count "$suite" "$(cut -d' ' -f1 <<< "$last")" "$(cut -d' ' -f3 <<< "$last" | tr -d ,)"
  return "$status"
}

# run_ctest SUITE PRESET LABEL: the test programs registered under a label. A GoogleTest program
# counts case by case, by its report; any other, or one that left no report, as one case.
run_ctest() {
  local suite=$1 preset=$2 label=$3 status=0 name
  local cases=$results/$suite failed=build/$preset/Testing/Temporary/LastTestsFailed.log
  mkdir -p "$cases"
  rm -f "$failed"
  GTEST_OUTPUT="json:$cases/" ctest --test-dir "build/$preset" -L "^$label\$" --no-tests=error \
    --output-on-failure --timeout 900 -j "$jobs" || status=$?
  for name in $(ctest --test-dir "build/$preset" -L "^$label\$" -N | sed -n 's/^ *Test *#[0-9]*: //p'); do
    if [ -e "$cases/$name.json" ]; then
      count_gtest "$suite" "$cases/$name.json"
    elif grep -qs ":$name\$" "$failed"; then
      count "$suite" 0 1
    else
      count "$suite" 1 0
    fi
  done
  return "$status"
}

# count_gtest SUITE REPORT: the numbers at the head of a GoogleTest report.
count_gtest() {
  local tests failures
  tests=$(sed -n 's/^  "tests": \([0-9]*\),$/\1/p' "$2" | head -n 1)
  failures=$(sed -n 's/^  "failures": \([0-9]*\),$/\1/p' "$2" | head -n 1)
  count "$1" $((tests - failures)) "$failures"
}

suite_tidy() {
  need "${packages_lint[@]}"
  source dev.d/lint.sh
  local status=0
  run_counted tidy python3 tests/tidy/tidy_test.py || status=$?
  run_counted tidy python3 tests/generator/data_test.py || status=$?
  if (check_format); then count tidy 1 0; else count tidy 0 1; status=1; fi
  return "$status"
}

suite_unit() {
  need "${packages_e2e[@]}"
  build dev all headers_alone
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
  # Under sanitizers a taste of the crash tests; the suite `crash` plays them all.
  BARNABAS_CRASH_POINTS=${BARNABAS_CRASH_POINTS:-1000} run_ctest unit dev unit
}

# The templates against Go: what is recorded is still what Go says, and made-up ones agree too.
suite_template() {
  need_tool go golang-go "install Go 1.26 or newer"
  build dev template_test
  local status=0 made_up=$results/made_up.txt here=$PWD
  local files=("$here"/tests/generator/golden/template/*.txt)
  (cd tests/generator/go_template && go build -o "$results/go_template" .) || return 1
  run_counted template "$results/go_template" check "${files[@]}" || status=$?
  "$results/go_template" random 3000 "${BARNABAS_SEED:-1}" > "$made_up"
  if BARNABAS_TEMPLATES=$made_up build/dev/bin/template_test --gtest_filter='*GivenBesides*' --gtest_brief=1; then
    count template "$(grep -c '^## ' "$made_up")" 0
  else
    count template 0 1
    status=1
  fi
  return "$status"
}

# Two processes side by side, each with seeds of its own.
suite_crash() {
  build release crash_test
  local status=0 seed pids=() pid
  for seed in 1 1000000; do
    BARNABAS_CRASH_SEED=$seed BARNABAS_CRASH_POINTS=${BARNABAS_CRASH_POINTS:-20000} \
      build/release/bin/crash_test --gtest_brief=1 \
      --gtest_output="json:$results/crash$seed.json" > "$results/crash$seed.out" 2>&1 &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || status=$?; done
  cat "$results"/crash*.out
  awk '/crash points played/ { points += $1 } END { print points + 0 " crash points in all" }' \
    "$results"/crash*.out
  for seed in 1 1000000; do count_gtest crash "$results/crash$seed.json"; done
  return "$status"
}

# Each type and version of a message is a case, against each release.
suite_oracle() {
  need_tool java "${packages_java[*]}" "install a JDK 17 or newer"
  need_tool mvn "${packages_java[*]}" "install Maven"
  build dev oracle_messages
  run_counted oracle tests/oracle/run --count 20
}

suite_e2e() {
  need "${packages_e2e[@]}"
  build release barnabas barnabas-gen librdkafka_test
  run_counted e2e python3 tests/e2e/run.py e2e
}

suite_clients() {
  need "${packages_e2e[@]}" "${packages_clients[@]}"
  need_tool java "${packages_java[*]}" "install a JDK 17 or newer"
  need_tool mvn "${packages_java[*]}" "install Maven"
  need_tool go golang-go "install Go 1.26 or newer"
  need_tool cargo cargo "install Rust 1.80 or newer"
  need_tool npm "nodejs npm" "install Node.js 20 or newer with npm"
  build release barnabas barnabas-gen
  run_counted clients python3 tests/e2e/run.py clients
}

# The generator's page in headless Chromium; browser, driver and Python are the distribution's, which
# fit each other.
suite_page() {
  need "${packages_page[@]}"
  build release barnabas-gen
  run_counted page /usr/bin/python3 tests/generator/page_test.py build/release/bin/barnabas-gen
}

suite_librdkafka() {
  need "${packages_e2e[@]}" "${packages_librdkafka[@]}"
  need_tool npm "nodejs npm" "install npm, which brings librdkafka's sources"
  build release barnabas
  run_counted librdkafka tests/e2e/librdkafka_suite/run "$@"
}
