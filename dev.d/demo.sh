# ./dev demo [--seconds N] [--port PORT]
dev_demo() {
  need python3
  # Before the build, which may take minutes: a wrong option, or --help.
  python3 demo/demo.py --check-options "$@"
  case " $* " in *' -h '* | *' --help '*) return ;; esac
  build release barnabas barnabas-gen
  exec python3 demo/demo.py "$@"
}
