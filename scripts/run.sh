#!/usr/bin/env bash
# `make run`: from a fresh clone to a network that answers. BDG_… settings count as always (docs/operations.md).
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_cargo
need_node
listen=${BDG_LISTEN:-127.0.0.1:8080}
url=${BDG_PUBLIC_URL:-http://$listen}
if (exec 3<>"/dev/tcp/${listen%:*}/${listen##*:}") 2>/dev/null; then
    fail "Something listens on $listen already. Stop it, or choose another address: BDG_LISTEN=127.0.0.1:8081 make run"
fi

step "Frontend: packages" install_packages
step "Frontend: build" build_frontend
say ""
say "Now the program; the first time several hundred crates are compiled, which takes minutes."
step "Program: build" cargo build --locked
program=$(program)
step "Demo network" "$program" demo --if-empty --log "${BDG_LOG:-warn}"

say ""
say "== Serving"
"$program" serve --log "${BDG_LOG:-warn}" &
server=$!
trap 'kill -TERM "$server" 2>/dev/null || true' TERM INT
node scripts/wait-ready.mjs "http://$listen" "$server" 120 || { wait "$server" || exit $?; exit 1; }

password=$(sed -n 's/^pub const PASSWORD: &str = "\(.*\)";$/\1/p' src/cli/demo.rs)
summary "Ready"
cat <<TEXT

  Open      $url

  Sign in as
    lid@bdg.example            a member
    organisator@bdg.example    an organiser
    beheer@bdg.example         an administrator, who has to set up a second factor first
  with the password $password
  or join with an address of zaanstad.voorbeeld.example; the mail with the link is put into ${BDG_DATA_DIR:-data}/mail/
  (these exist in the demo network; a database that you filled yourself has its own)

  Ctrl-C stops it. The data are in ${BDG_DATA_DIR:-data}/. BDG_LOG=info shows each request.

TEXT
# The first wait ends when a signal comes in, the second when the server has finished what it was doing.
code=0
wait "$server" || code=$?
wait "$server" 2>/dev/null || code=$?
# Stopped by a signal is stopped as wanted.
[ "$code" -ge 128 ] && code=0
exit "$code"
