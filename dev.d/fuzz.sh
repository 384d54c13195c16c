# ./dev fuzz [TARGET] [SECONDS]
dev_fuzz() {
  local only=${1:-} seconds=${2:-60} target
  build fuzz
  local found=0
  for target in build/fuzz/bin/*_fuzz; do
    [ -x "$target" ] || continue
    local name=${target##*/}
    [ -z "$only" ] || [ "$only" = "$name" ] || [ "${only}_fuzz" = "$name" ] || continue
    found=1
    mkdir -p "build/fuzz/corpus/$name"
    say "$name for $seconds s"
    local seeds="tests/fuzz/corpus/${name%_fuzz}"
    [ -d "$seeds" ] || seeds=
    # Crashing inputs are left in build/fuzz for the test that follows.
    (cd build/fuzz && "bin/$name" -max_total_time="$seconds" -print_final_stats=1 -rss_limit_mb=2048 \
      -timeout=10 "corpus/$name" ${seeds:+"$root/$seeds"}) || die "$name found something: see build/fuzz"
  done
  [ "$found" = 1 ] || die "no fuzz target '$only'; there are: $(cd build/fuzz/bin && ls -- *_fuzz | tr '\n' ' ')" 2
}
