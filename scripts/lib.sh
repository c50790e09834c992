# shellcheck shell=bash
# What the scripts share. Sourced, from the root of the repository.

set -euo pipefail
# Where rustup puts cargo, for shells that did not read a profile.
PATH="$PATH:${CARGO_HOME:-${HOME:-/root}/.cargo}/bin"

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# duration SECONDS
duration() { printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); }

steps=()

# step NAME COMMAND… : runs it, says how long it took, ends the script when it fails.
step() {
    local name=$1 begun=$SECONDS code=0
    shift
    say ""
    say "== $name"
    "$@" || code=$?
    local took
    took=$(duration $((SECONDS - begun)))
    if [ "$code" -ne 0 ]; then
        say "== $name FAILED after $took (exit code $code)" >&2
        exit "$code"
    fi
    steps+=("$(printf '  %-26s %s' "$name" "$took")")
}

# What took how long, and the whole.
summary() {
    say ""
    printf '%s\n' "${steps[@]}"
    say "$1 in $(duration "$SECONDS")."
}

need_cargo() {
    command -v cargo >/dev/null ||
        fail "cargo is missing. Install Rust 1.95 or newer: https://rustup.rs (or your system's packages)."
}

need_node() {
    command -v node >/dev/null && command -v npm >/dev/null ||
        fail "node or npm is missing. Install Node.js 20.19 or newer: https://nodejs.org (or your system's packages)."
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
        fail "Node.js $(node --version) is too old: 20.19 or newer is needed."
}

# Installs the frontend's packages, exactly as locked, unless that has been done already.
install_packages() {
    local lock=frontend/package-lock.json installed=frontend/node_modules/.package-lock.json
    if [ -e "$installed" ] && [ ! "$lock" -nt "$installed" ]; then
        say "The frontend's packages are installed."
        return
    fi
    say "Installing the frontend's packages (about 300 MB, once) …"
    # No browser is downloaded: the tests use the system's Chromium.
    (cd frontend && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error)
}

# Installs the OpenID provider that tests/it/sso.rs starts, exactly as locked, unless that has been done already.
install_provider() {
    local lock=tests/sso-provider/package-lock.json installed=tests/sso-provider/node_modules/.package-lock.json
    if [ -e "$installed" ] && [ ! "$lock" -nt "$installed" ]; then
        say "The provider is installed."
        return
    fi
    (cd tests/sso-provider && npm ci --no-audit --no-fund --loglevel=error)
}

# Builds frontend/dist, unless nothing has changed since.
build_frontend() {
    local built=frontend/dist/index.html
    if [ -e "$built" ] && [ -e frontend/dist/graphiql.html ] &&
        [ -z "$(find frontend/src frontend/public frontend/*.html frontend/*.ts frontend/package-lock.json schema.graphql \
            -path frontend/src/graphql/generated -prune -o -type f -newer "$built" -print -quit)" ]; then
        say "The frontend is built."
        return
    fi
    # Only mistakes: the list of chunks is of use to nobody here.
    (cd frontend && npm run --silent build -- --logLevel error) || return
    say "Built frontend/dist."
}

# The program that `cargo build` makes; PROGRAM names another one.
program() {
    if [ -n "${PROGRAM:-}" ]; then
        printf '%s\n' "$PROGRAM"
        return
    fi
    local target
    target=$(cargo metadata --no-deps --offline --format-version 1 |
        node -e 'process.stdout.write(JSON.parse(require("node:fs").readFileSync(0, "utf8")).target_directory)')
    printf '%s\n' "$target/debug/bigdatagemeenten"
}
