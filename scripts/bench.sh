#!/bin/sh
# Measures what the network costs, at sizes side by side, and prints Markdown: `make bench`.
#
# BENCH_SIZES    numbers of pilots                      [10000 100000]
# BENCH_SOURCE   directory of generate.py               [../shared/data/corpus]
# BENCH_DIR      where corpus and data are kept         [target/bench]
# BENCH_ONLY     only requests with this in their names, on data that is kept: `BENCH_ONLY=pilot`
# BENCH_DATABASE postgres: on a PostgreSQL of its own, whose CPU counts as well; of it nothing is kept [SQLite]
# BENCH_PROGRAM  another build of the program, to compare with
# BENCH_REPORT   file that the tables are written to    [BENCH_DIR/report.md, or report-postgres.md]
set -eu
cd "$(dirname "$0")/.."

sizes=${BENCH_SIZES:-10000 100000}
source=${BENCH_SOURCE:-../shared/data/corpus}
dir=${BENCH_DIR:-${CARGO_TARGET_DIR:-target}/bench}
words=/usr/share/dict/dutch

if [ ! -f "$source/generate.py" ]; then
    echo "bench: there is no $source/generate.py; say with BENCH_SOURCE where it is" >&2
    exit 1
fi
if [ ! -f "$words" ]; then
    echo "bench: installing Debian's Dutch word list (wdutch)" >&2
    sudo=$([ "$(id -u)" -eq 0 ] || echo sudo)
    $sudo apt-get update -qq
    $sudo apt-get install -y -qq --no-install-recommends wdutch >/dev/null
fi

# Document i is the same whatever the size: the largest corpus holds the others. The questions need 10,000.
most=10000
for size in $sizes; do
    if [ "$size" -gt "$most" ]; then most=$size; fi
done
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
corpus=$dir/corpus-$most
if [ ! -f "$corpus/complete" ]; then
    echo "bench: generating $most pilots" >&2
    rm -rf "$corpus"
    python3 "$source/generate.py" "$corpus" "$most" "$source/sentences-gov.txt" --words "$words"
    touch "$corpus/complete"
fi

if [ "${BENCH_DATABASE:-}" = postgres ]; then
    initdb=$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1)
    if [ -z "$initdb" ]; then
        echo "bench: PostgreSQL is not installed: apt install postgresql" >&2
        exit 1
    fi
    programs=$(dirname "$initdb")
    cluster=$(mktemp -d)
    as=
    trap '$as "$programs/pg_ctl" -D "$cluster/data" -m fast -w stop >/dev/null 2>&1 || true; rm -rf "$cluster"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    # It refuses to run as root.
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres: "$cluster"
        as="setpriv --reuid=postgres --regid=postgres --clear-groups"
    fi
    (cd "$cluster" && $as "$programs/initdb" -U postgres -A trust -E UTF8 --locale=C -D data >log &&
        $as "$programs/pg_ctl" -D data -l server.log -w -o "-k $cluster -c listen_addresses= -c shared_buffers=256MB" \
            start >>log)
    for size in $sizes; do
        rm -rf "$dir/postgres-$size"
        psql -qU postgres -h "$cluster" -c "CREATE DATABASE postgres_$size"
    done
    BENCH_POSTGRES="postgres://postgres@localhost/DATABASE?host=$cluster"
    BENCH_POSTGRES_PID=$(head -1 "$cluster/data/postmaster.pid")
    export BENCH_POSTGRES BENCH_POSTGRES_PID
    BENCH_REPORT=${BENCH_REPORT:-$dir/report-postgres.md}
fi

BENCH_SIZES=$sizes BENCH_CORPUS=$corpus BENCH_DIR=$dir \
    cargo bench --quiet --bench network >"$dir/report.md.new"
mv "$dir/report.md.new" "${BENCH_REPORT:-$dir/report.md}"
cat "${BENCH_REPORT:-$dir/report.md}"
