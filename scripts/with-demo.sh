#!/usr/bin/env bash
# with-demo.sh COMMAND… : runs it with BDG_URL set to a server on a demo network of its own, which is thrown away
# afterwards. A BDG_URL that is set already is used as it is. PROGRAM names another program than target/debug's.
cd "$(dirname "$0")/.."
. scripts/lib.sh
[ $# -gt 0 ] || fail "with-demo.sh COMMAND…"
if [ -n "${BDG_URL:-}" ]; then exec "$@"; fi
need_node
program=$(program)
[ -x "$program" ] || fail "$program is missing: run \`cargo build\` first"

# Settings of somebody's own installation must not lead here.
for name in $(compgen -e BDG_ || true); do unset "$name"; done
work=$(mktemp -d)
server=
stop() {
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
"$program" demo --data-dir "$work/data" --log warn
"$program" serve --data-dir "$work/data" --listen "127.0.0.1:$port" --log-format json 2>"$work/server.log" &
server=$!
code=0
if node scripts/wait-ready.mjs "http://127.0.0.1:$port" "$server" 120; then
    BDG_URL="http://127.0.0.1:$port" "$@" || code=$?
else
    code=1
fi
if [ "$code" -ne 0 ]; then
    say "-- the last lines of the server's log:" >&2
    tail -n 40 "$work/server.log" >&2
fi
exit "$code"
