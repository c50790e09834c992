#!/usr/bin/env bash
# `make test`: everything that must pass before a change goes in. Installs PostgreSQL and Chromium with apt-get when
# they are missing and it may; without them it fails, it never skips.
cd "$(dirname "$0")/.."
. scripts/lib.sh

find_postgres() { command -v postgres || ls /usr/lib/postgresql/*/bin/postgres 2>/dev/null | sort -V | tail -n 1; }
find_chromium() {
    if [ -n "${CHROMIUM:-}" ]; then
        command -v "$CHROMIUM"
    else
        command -v chromium || command -v chromium-browser || command -v google-chrome
    fi
}

system_packages() {
    local missing=()
    [ -n "$(find_postgres)" ] || missing+=(postgresql)
    [ -n "$(find_chromium)" ] || missing+=(chromium)
    if [ ${#missing[@]} -gt 0 ]; then
        local root=()
        if [ "$(id -u)" -ne 0 ]; then
            command -v sudo >/dev/null && sudo -n true 2>/dev/null ||
                fail "The tests need ${missing[*]}. Install them and try again."
            root=(sudo -n)
        fi
        command -v apt-get >/dev/null || fail "The tests need ${missing[*]}. Install them and try again."
        say "Installing ${missing[*]} with apt-get …"
        "${root[@]}" apt-get update -q
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
    fi
    [ -n "$(find_postgres)" ] || fail "The tests need PostgreSQL 15 or newer, and it is still missing."
    [ -n "$(find_chromium)" ] || fail "The tests need Chromium, and it is still missing."
    say "PostgreSQL: $(find_postgres)"
    say "Chromium:   $(find_chromium)"
}

# CI builds each crate once: what would make a second build quicker takes four times the disk of all the rest.
[ -z "${CI:-}" ] || export CARGO_INCREMENTAL=0

need_cargo
need_node
step "System packages" system_packages
CHROMIUM=$(find_chromium)
PATH="$(dirname "$(find_postgres)"):$PATH"
export CHROMIUM PATH

step "Frontend: packages" install_packages
step "OpenID provider for the tests: packages" install_provider
step "Frontend: types, lint" npm --prefix frontend run check
step "Frontend: unit tests" npm --prefix frontend test
step "Frontend: build" build_frontend
step "Rust: formatting" cargo fmt --all --check
step "Rust: clippy" cargo clippy --locked --workspace --all-targets -- -D warnings
step "Rust: build of the tests" cargo test --locked --workspace --no-run
# Tests also wait: for PostgreSQL, for disks, for moments that must pass.
RUST_TEST_THREADS=${RUST_TEST_THREADS:-$((($(nproc) * 3 + 1) / 2))}
export RUST_TEST_THREADS
step "Rust: tests" cargo test --locked --workspace
BDG_BIN=$(program)
export BDG_BIN
step "Browser tests" npm --prefix frontend run e2e
summary "All tests passed"
