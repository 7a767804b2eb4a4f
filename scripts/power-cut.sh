#!/usr/bin/env bash
# Power cut: does anything that was acknowledged get lost? By hand, as root (loop mounts); not in CI.
#
#   scripts/power-cut.sh [cuts=20] [sqlite|postgres|both] [safe|careless|both] [changes|ballots]
#
# "ballots" casts them into a ballot box by its hot path and asks for each at its place of the log; "changes" runs the smallest recorded process.
# kill -9 proves nothing: the kernel still writes what the dead process left in its cache, even with synchronous=OFF. So here the store lies on a
# file system of its own in a loop-mounted image. At a random moment every process that writes is frozen (SIGSTOP), the image is copied - it holds what
# reached the "disk" and nothing of the kernel's cache -, the copy is mounted (its journal replays as after a real cut) and counted. "careless" does the
# same without any sync (SQLite; for ballots by a library that swallows fsync) or with fsync=off (PostgreSQL): if that finds no losses, the script proves nothing and says so.
set -euo pipefail
cuts=${1:-20} stores=${2:-both} modes=${3:-both} what=${4:-changes}
[ "$stores" = both ] && stores="sqlite postgres"
[ "$modes" = both ] && modes="safe careless"
[ "$(id -u)" = 0 ] || { echo "needs root for loop mounts"; exit 2; }
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${RENEWAL_PROGRAM:-$root/src/Renewal/bin/Debug/net10.0/Renewal.dll}
[ -f "$program" ] || dotnet build "$root/src/Renewal" -v q -nologo
pgbin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
work=$(mktemp -d "${TMPDIR:-/tmp}/renewal-power.XXXXXX")
chmod 755 "$work"
port=$((20000 + RANDOM % 20000))
load='' server=''
case $what in changes) loading=drill-load counting=drill-count ;; ballots) loading=drill-ballots counting=drill-ballots-count ;; *) echo "changes or ballots?"; exit 2 ;; esac
as_postgres() { (cd / && runuser -u postgres -- "$@"); }

# Only processes that this script started, by their ids.
tree() { local p; for p in $(ps -o pid= --ppid "$1" 2>/dev/null); do tree "$p"; done; echo "$1"; }
cleanup() {
    local p
    for p in $load $server; do [ -n "$p" ] && { for q in $(tree "$p"); do kill -KILL "$q" 2>/dev/null || true; done; }; done
    sleep 0.2
    umount "$work/disk" 2>/dev/null || true
    umount "$work/copy" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

# The killed take a moment to let go of their files.
unmount() { for _ in $(seq 100); do umount "$1" 2>/dev/null && return; sleep 0.1; done; umount "$1"; }

run() { DOTNET_ENVIRONMENT=Development ASPNETCORE_ENVIRONMENT=Development dotnet "$program" "$@" --Logging:LogLevel:Default=Error --Demo:Fill=false; }

cut() { # store mode → prints "acknowledged N lost M"
    local store=$1 mode=$2 settings=() count=()
    rm -rf "$work/keys" "$work/acknowledged" "$work"/*.img
    mkdir -p "$work/disk" "$work/copy" "$work/keys"
    truncate -s 300M "$work/disk.img"
    mkfs.ext4 -q -F -O ^metadata_csum_seed "$work/disk.img" 2>/dev/null || mkfs.ext4 -q -F "$work/disk.img"
    mount -o loop "$work/disk.img" "$work/disk"
    settings=("--Storage:Folder=$work/disk/data" "--Storage:Keys=$work/keys")
    if [ "$store" = postgres ]; then
        mkdir "$work/disk/pg" && chown postgres "$work/disk/pg"
        as_postgres "$pgbin/initdb" -D "$work/disk/pg" -A trust --no-sync >/dev/null
        sync -f "$work/disk"
        # A careless server also never flushes by itself.
        as_postgres "$pgbin/postgres" -D "$work/disk/pg" -p $port -k "" -c listen_addresses=127.0.0.1 \
            $([ "$mode" = careless ] && echo "-c fsync=off") >"$work/pg.log" 2>&1 &
        server=$!
        for _ in $(seq 100); do "$pgbin/pg_isready" -q -h 127.0.0.1 -p $port && break; sleep 0.1; done
        settings+=("--Storage:Provider=postgres" "--Storage:Connection=Host=127.0.0.1;Port=$port;Username=postgres;Database=renewal")
    fi
    run migrate "${settings[@]}" >/dev/null
    sync -f "$work/disk"
    # The box opens its connections itself, always with synchronous=FULL: here the sync goes nowhere.
    (
        [ "$mode$what$store" != carelessballotssqlite ] || export LD_PRELOAD=$work/nosync.so
        run $loading $([ "$mode$what" = carelesschanges ] && echo --careless) "${settings[@]}"
    ) >"$work/acknowledged" 2>"$work/load.log" &
    load=$!
    for _ in $(seq 300); do [ -s "$work/acknowledged" ] && break; sleep 0.1; done
    [ -s "$work/acknowledged" ] || { cat "$work/load.log" >&2; return 1; }
    sleep "$(awk -v r=$RANDOM 'BEGIN { printf "%.2f", 0.5 + 3 * r / 32768 }')"

    local frozen
    frozen="$(tree $load) ${server:+$(tree $server)}"
    # shellcheck disable=SC2086
    kill -STOP $frozen
    cp --sparse=always "$work/disk.img" "$work/copy.img"
    # shellcheck disable=SC2086
    kill -KILL $frozen 2>/dev/null || true
    wait $load 2>/dev/null || true
    [ -z "$server" ] || wait "$server" 2>/dev/null || true
    load='' server=''
    unmount "$work/disk"

    mount -o loop "$work/copy.img" "$work/copy"
    count=("--Storage:Folder=$work/copy/data" "--Storage:Keys=$work/keys")
    local up=yes
    if [ "$store" = postgres ]; then
        rm -f "$work/copy/pg/postmaster.pid"
        as_postgres "$pgbin/postgres" -D "$work/copy/pg" -p $port -k "" -c listen_addresses=127.0.0.1 >"$work/pg.log" 2>&1 &
        server=$!
        up=no
        for _ in $(seq 100); do "$pgbin/pg_isready" -q -h 127.0.0.1 -p $port && { up=yes; break; }; kill -0 $server 2>/dev/null || break; sleep 0.1; done
        count+=("--Storage:Provider=postgres" "--Storage:Connection=Host=127.0.0.1;Port=$port;Username=postgres;Database=renewal")
    fi
    local said="acknowledged $(wc -l <"$work/acknowledged") lost all: the store does not open"
    if [ $up = yes ]; then
        said=$(run $counting "$work/acknowledged" "${count[@]}" 2>/dev/null | tail -1) || true
        [ -n "$said" ] || said="acknowledged $(wc -l <"$work/acknowledged") lost all: the store cannot be read"
        if [ "$mode" = safe ]; then run audit verify "${count[@]}" >"$work/verify.log" 2>&1 && said="$said, record verified" || said="$said, RECORD NOT VERIFIED: $(grep -m1 ✗ "$work/verify.log" || tail -1 "$work/verify.log")"; fi
    fi
    if [ -n "$server" ]; then
        as_postgres "$pgbin/pg_ctl" -D "$work/copy/pg" -m immediate stop >/dev/null 2>&1 || true
        wait "$server" 2>/dev/null || true
        server=''
    fi
    unmount "$work/copy"
    echo "$said"
}

if [ "$what" = ballots ] && [[ "$stores" == *sqlite* ]] && [[ "$modes" == *careless* ]]; then
    echo 'int fsync(int f) { (void)f; return 0; } int fdatasync(int f) { (void)f; return 0; }' >"$work/nosync.c"
    cc -shared -fPIC -o "$work/nosync.so" "$work/nosync.c"
fi
bad=0
for store in $stores; do
    for mode in $modes; do
        losing=0 total=0
        for i in $(seq "$cuts"); do
            cut "$store" "$mode" >"$work/said"
            said=$(cat "$work/said")
            echo "$store $mode $i: $said"
            total=$((total + $(echo "$said" | awk '{ print $2 }')))
            [[ "$said" == *" lost 0"* ]] || losing=$((losing + 1))
            [[ "$said" != *"NOT VERIFIED"* ]] || bad=1
        done
        echo "== $store $mode: $total acknowledged $what over $cuts cuts, losses after $losing cuts"
        if [ "$mode" = safe ] && [ $losing -gt 0 ]; then bad=1; fi
        if [ "$mode" = careless ] && [ $losing = 0 ]; then echo "== no losses although careless: this machine's run proves nothing"; bad=1; fi
    done
done
exit $bad
