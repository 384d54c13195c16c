# ./dev build [PRESET]
dev_build() {
  local preset=${1:-release}
  grep -q "\"name\": \"$preset\"" CMakePresets.json || die "no preset '$preset' in CMakePresets.json" 2
  [ "$preset" = fuzz ] || need "${packages_e2e[@]}"
  build "$preset"
  say "built: build/$preset/bin"
}
