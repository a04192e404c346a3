# Installs missing Debian packages. Sourced by scripts/demo and scripts/test.

# need_packages NAME... — installs those that are missing, with apt-get, as root or through sudo.
# Costs one dpkg query when nothing is missing.
need_packages() {
  local name missing=()
  for name in "$@"; do
    if ! dpkg-query -W -f='${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed; then
      missing+=("$name")
    fi
  done
  if [[ ${#missing[@]} -eq 0 ]]; then return; fi
  local as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
      echo "missing Debian packages: ${missing[*]}; install them as root" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq </dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
}

# What the build needs: Z3, simdjson, libedit and SQLite with their headers, and the tool that finds them.
build_packages=(libz3-dev libsimdjson-dev libedit-dev libsqlite3-dev pkg-config)

# need_swift — fails with advice when there is no Swift toolchain.
need_swift() {
  if ! command -v swift >/dev/null; then
    echo "no Swift toolchain on the path; Isola needs Swift 6.2 or later (https://swift.org/install)" >&2
    return 1
  fi
}
