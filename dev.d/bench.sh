# ./dev bench [ROW]... [--rounds N] [--peers WORD,...] [--write]
# ./dev bench generator [ROW]... [--rounds N] [--makers WORD,...] [--write]
dev_bench() {
  [ "${1:-}" != generator ] || { shift; bench_generator "$@"; }
  case " $* " in *" --help "*|*" -h "*) exec python3 bench/run.py --help ;; esac
  need "${packages_e2e[@]}" "${packages_bench[@]}"
  need_tool java "${packages_java[*]}" "install a JDK 17 or newer"
  need_tool mvn "${packages_java[*]}" "install Maven"
  need_tool go golang-go "install Go 1.26 or newer"
  build release barnabas raw_load rdkafka_load
  mkdir -p build/bench
  (cd bench/kfake && go build -o "$root/build/bench/kfake" .) || die "kfake could not be built"
  tests/e2e/harness/apache_jars 4.4.0 > /dev/null
  exec python3 bench/run.py "$@"
}

bench_generator() {
  case " $* " in *" --help "*|*" -h "*) exec python3 bench/generator.py --help ;; esac
  need "${packages_e2e[@]}"
  need_tool go golang-go "install Go 1.26 or newer"
  need_tool cargo cargo "install Rust 1.85 or newer"
  build release barnabas barnabas-gen
  say "building what to compare with (JR takes some minutes the first time)"
  bench/makers/build || die "a program to compare with could not be built"
  exec python3 bench/generator.py "$@"
}
