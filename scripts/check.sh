#!/usr/bin/env bash
# `make check`: what can be said without running anything.
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_cargo
need_node
step "Rust: formatting" cargo fmt --all --check
step "Frontend: packages" install_packages
step "Frontend: types, lint" npm --prefix frontend run check
step "Rust: clippy" cargo clippy --locked --workspace --all-targets -- -D warnings
summary "All is well"
