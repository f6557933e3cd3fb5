#!/usr/bin/env bash
# Kills searches with SIGKILL at random moments: the project must open and be sound, every epoch that was reported must
# be there, and the resumed run must end with the same numbers as one that was never touched.
# Usage: kill_and_resume.sh DNAS [KILLS]
set -euo pipefail
dnas=$1
kills=${2:-6}
data=/usr/share/datasets/fashion-mnist
[ -d "$data" ] || { echo "skipped: $data is missing (package dataset-fashion-mnist)"; exit 77; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Replaces the (sub)shell, so that the process that is killed is the search itself.
search() { # PROJECT
    exec "$dnas" run fairdarts --preset quick --project "$1" --threads 1 --set epochs=5 --set subset=160 --set batch=16 \
        --set channels=2 --set cells=3 --set nodes=2 --set warm_start=1
}
# What a search computed, without what a clock measured.
numbers() { "$dnas" show "$1" 1 --json >"$folder/show" && grep -vE '"(seconds|images_per_second|peak_mb|seconds_left|created|status|message)"' "$folder/show"; }

(search "$folder/whole.dnas") >/dev/null 2>&1
numbers "$folder/whole.dnas" >"$folder/whole.json"

done_kills=0
while [ "$done_kills" -lt "$kills" ]; do
    project=$folder/run$done_kills.dnas
    log=$folder/log
    search "$project" >"$log" 2>&1 &
    pid=$!
    # A run takes about two seconds: anywhere from before its record to after its end.
    sleep "$(awk -v r=$RANDOM 'BEGIN { printf "%.3f", 0.2 + 2.2 * r / 32768 }')"
    kill -9 $pid 2>/dev/null && killed=1 || killed=0
    wait $pid 2>/dev/null || true
    [ $killed -eq 1 ] && done_kills=$((done_kills + 1))
    [ -e "$project" ] || continue # killed before the project was made
    reported=$(grep -c "info: epoch" "$log" || true)
    "$dnas" check "$project" >"$folder/check" || { echo "check failed after a kill:"; cat "$folder/check"; exit 1; }
    "$dnas" list "$project" --json >"$folder/list"
    grep -q '"id": 1' "$folder/list" || continue # killed before the experiment was recorded
    stored=$(sed -n 's/.*"epochs_done": \([0-9]*\).*/\1/p' "$folder/list")
    [ "$stored" -ge "$reported" ] || { echo "epochs lost: $reported reported, $stored stored"; exit 1; }
    if grep -qE '"status": "(running|interrupted)"' "$folder/list"; then
        "$dnas" resume "$project" 1 >/dev/null 2>"$log" || { echo "resume failed:"; cat "$log"; exit 1; }
    fi
    numbers "$project" >"$folder/resumed.json"
    diff -q "$folder/whole.json" "$folder/resumed.json" >/dev/null || { echo "a resumed run ended otherwise:"; diff "$folder/whole.json" "$folder/resumed.json" | head -20; exit 1; }
    rm -f "$project"*
done
echo "$kills kills: no epoch lost, every project sound, every resumed run bit-identical"
