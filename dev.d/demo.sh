# ./dev demo [--seconds N]
dev_demo() {
  need "${packages_e2e[@]}"
  build release barnabas
  exec python3 demo/demo.py "$@"
}
