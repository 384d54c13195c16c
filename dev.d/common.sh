# What every ./dev command shares: messages, packages, building. Sourced, never run.

export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$root} CCACHE_NOHASHDIR=${CCACHE_NOHASHDIR:-1}
# What ccache asks for where headers are precompiled.
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros}
jobs=$(nproc)

say() { printf '\033[2m==>\033[0m %s\n' "$*" >&2; }
[ -t 2 ] && [ -z "${NO_COLOR:-}" ] || say() { printf '==> %s\n' "$*" >&2; }

die() { printf './dev: %s\n' "$1" >&2; exit "${2:-1}"; }

# Debian 12 packages, by what needs them.
packages_build=(g++ cmake ninja-build ccache pkg-config libasio-dev libboost-dev
  libcurl4-openssl-dev libexpected-dev libfmt-dev libgtest-dev libhiredis-dev libisal-dev liblz4-dev
  libmongoc-dev librdkafka-dev libzstd-dev libsnappy-dev nlohmann-json3-dev zlib1g-dev)
packages_bench=(libcli11-dev)
packages_e2e=(kcat python3)
packages_clients=(openssl python3-venv redis-server)
packages_page=(chromium chromium-driver python3 python3-selenium)
packages_lint=(clang-format-14 clang-tidy-16 python3)
packages_fuzz=(clang-16 libclang-rt-16-dev)
packages_java=(default-jdk-headless maven)
packages_librdkafka=(make libssl-dev libzstd-dev liblz4-dev zlib1g-dev rapidjson-dev)

# need PACKAGE...: installs those that are missing.
need() {
  local missing=() package
  if ! command -v dpkg-query > /dev/null; then
    [ -n "${warned_no_dpkg:-}" ] || say "not a Debian system: make sure that these are there: $*"
    warned_no_dpkg=1
    return
  fi
  local installed
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2> /dev/null || true)
  for package in "$@"; do
    grep -qx "$package installed" <<< "$installed" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo > /dev/null ||
      die "these packages are missing and there is no sudo; as root run: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  local log
  log=$(mktemp)
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      "${missing[@]}" > "$log" 2>&1; then
    "${as_root[@]}" apt-get update > "$log" 2>&1 || true
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      "${missing[@]}" >> "$log" 2>&1 ||
      { tail -n 5 "$log" >&2; die "could not install ${missing[*]}; see $log, or install them by hand"; }
  fi
  rm -f "$log"
}

# need_tool COMMAND "PACKAGE..." WORD: a tool from wherever the user has it, else from the packages.
need_tool() {
  command -v "$1" > /dev/null && return
  # shellcheck disable=SC2086
  need $2
  command -v "$1" > /dev/null || die "$1 is missing: $3"
}

# build PRESET [TARGET...]: configures if need be, then builds. Packages that came later may bring
# targets along: librdkafka's, for instance.
build() {
  local preset=$1
  shift
  need "${packages_build[@]}"
  [ "$preset" = fuzz ] && need "${packages_fuzz[@]}"
  local made=build/$preset/build.ninja
  if [ ! -e "$made" ] || [ "$made" -ot /var/lib/dpkg/status ]; then
    say "configuring build/$preset"
    local log
    log=$(mktemp)
    cmake --preset "$preset" > "$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; die "cmake failed"; }
    rm -f "$log"
    touch "$made"
  fi
  local first=''
  [ -e "build/$preset/bin" ] || first=' (the first time this takes some minutes)'
  say "building $preset${*:+: $*}$first"
  # On a terminal ninja counts on one line; in a log that would be hundreds of lines.
  local quiet=(--quiet)
  [ ! -t 1 ] || quiet=()
  ninja -C "build/$preset" -j "$jobs" "${quiet[@]}" "$@" || die "the $preset build failed"
}
