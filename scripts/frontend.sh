#!/usr/bin/env bash
# `make frontend`: packages when they are missing or old, then frontend/dist when something has changed.
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_node
install_packages
build_frontend
