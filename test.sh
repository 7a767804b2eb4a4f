#!/usr/bin/env bash
# The test command. Works on a fresh machine (.NET SDK, Node, Debian packages), as root or not, without sudo.
# Everything is checked in one run, on SQLite and on PostgreSQL; the last line is always "N passed, N failed, N skipped".
#   ./test.sh                      all
#   ./test.sh --filter-class X     passes its arguments on to the test runner
# With CI=true a missing PostgreSQL or Chromium is a failure, not a skip.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDTERMINALLOGGER=off
failed=0 passed=0 skipped=0
tmp=$(mktemp -d "${TMPDIR:-/tmp}/renewal-test.XXXXXX")
pgbin='' pgdata=''

as_postgres() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

finish() {
    trap - EXIT INT TERM
    if [ -n "$pgdata" ]; then as_postgres "$pgbin/pg_ctl" -D "$pgdata" -m immediate stop >/dev/null 2>&1; fi
    rm -rf "$tmp"
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ] || exit 1
    exit 0
}
trap finish EXIT
trap 'failed=$((failed + 1)); finish' INT TERM

step() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }
fail() { echo "FAILED: $1"; failed=$((failed + 1)); }
# What a machine lacks is a visible skip at a desk, and a failure where CI=true.
lacking() { if [ "${CI:-}" = true ]; then fail "$1"; else echo "SKIPPED: $1"; fi; }

step "what the machine has"
command -v dotnet >/dev/null || { fail ".NET 10 SDK is missing"; finish; }
have() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }
missing=()
command -v chromium >/dev/null || missing+=(chromium)
have fonts-noto-cjk || missing+=(fonts-noto-cjk)
have faketime || missing+=(faketime)
if [ -z "${RENEWAL_TEST_POSTGRES:-}" ]; then
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
    have postgresql-common || missing+=(postgresql-common)
fi
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing ${missing[*]}"
        # A server of our own is started below; Debian's default cluster is not wanted.
        mkdir -p /etc/postgresql-common/createcluster.d
        [ -e /etc/postgresql-common/createcluster.d/renewal-test.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.d/renewal-test.conf
        { DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$tmp/apt" 2>&1 || { tail -5 "$tmp/apt"; echo "apt could not install them"; }
    else
        echo "missing, and only root can install: ${missing[*]}"
    fi
fi

step "PostgreSQL"
if [ -z "${RENEWAL_TEST_POSTGRES:-}" ]; then
    initdb=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1 || true)
    [ -n "$initdb" ] || initdb=$(command -v initdb || true)
    if [ -n "$initdb" ]; then
        pgbin=$(dirname "$(readlink -f "$initdb")")
        port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
        mkdir "$tmp/pg"; chmod 755 "$tmp"
        if [ "$(id -u)" = 0 ]; then chown postgres "$tmp/pg"; fi
        # Power cuts are tried elsewhere, by hand: this cluster lives for one run and need not survive anything.
        if as_postgres "$pgbin/initdb" -D "$tmp/pg/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$tmp/initdb" 2>&1 &&
            as_postgres "$pgbin/pg_ctl" -D "$tmp/pg/data" -w -l "$tmp/pg/log" \
                -o "-p $port -k $tmp/pg -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" start >"$tmp/start" 2>&1
        then
            pgdata=$tmp/pg/data
            export RENEWAL_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
            echo "$("$pgbin/postgres" --version) on port $port"
        else
            tail -5 "$tmp/initdb" "$tmp/start" "$tmp/pg/log" 2>/dev/null; lacking "PostgreSQL could not be started"
        fi
    else
        lacking "PostgreSQL is not installed: its tests are skipped"
    fi
else
    echo "the server of RENEWAL_TEST_POSTGRES"
fi

step "Chromium"
if [ -z "${RENEWAL_TEST_CHROMIUM:-}" ]; then
    if command -v chromium >/dev/null; then RENEWAL_TEST_CHROMIUM=$(command -v chromium); export RENEWAL_TEST_CHROMIUM; echo "$RENEWAL_TEST_CHROMIUM"
    else lacking "Chromium is not installed: the browser tests are skipped"; fi
fi

if [ -f src/Renewal/Web/assets/package.json ]; then
    step "front-end bundle"
    sum() { (cd src/Renewal/wwwroot/lib 2>/dev/null && find . -type f -print0 | sort -z | xargs -0 sha256sum); }
    if command -v npm >/dev/null; then
        sum > "$tmp/before"
        if (cd src/Renewal/Web/assets && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build) >"$tmp/npm" 2>&1; then
            sum > "$tmp/after"
            diff "$tmp/before" "$tmp/after" || fail "wwwroot/lib is not what src/Renewal/Web/assets builds: build it and commit"
        else
            tail -20 "$tmp/npm"; fail "the bundle does not build"
        fi
    else
        fail "Node is missing"
    fi
fi

step "restore, locked"
dotnet restore Renewal.slnx --locked-mode -v q || { fail "restore: a lock file does not fit its project"; finish; }

step "build, warnings are errors"
dotnet build Renewal.slnx --no-restore -v q -clp:NoSummary || { fail "build"; finish; }

step "format"
dotnet format whitespace Renewal.slnx --no-restore --verify-no-changes >"$tmp/format" 2>&1 || { head -20 "$tmp/format"; fail "dotnet format whitespace"; }

step "tests"
report=$tmp/report; mkdir "$report"
dotnet tests/Renewal.Tests/bin/Debug/net10.0/Renewal.Tests.dll --no-progress --results-directory "$report" --report-xunit --report-xunit-filename tests.xml "$@"
status=$?
if [ -f "$report/tests.xml" ]; then
    counts=$(python3 - "$report/tests.xml" <<'PY'
import sys, xml.etree.ElementTree as tree
total = {"passed": 0, "failed": 0, "skipped": 0, "errors": 0}
for assembly in tree.parse(sys.argv[1]).getroot().iter("assembly"):
    for name in total: total[name] += int(assembly.get(name) or 0)
print(total["passed"], total["failed"] + total["errors"], total["skipped"])
PY
    )
    read -r p f s <<<"$counts"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    if [ "$status" != 0 ] && [ "$f" = 0 ]; then fail "the test runner ended with $status"; fi
else
    fail "the test runner left no report (exit code $status)"
fi
printf '\n%s s in all\n' "$SECONDS"
