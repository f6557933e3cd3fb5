# Sourced by the tests of the command line: a folder of their own that goes with them, and how answers are checked.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# expect CODE PATTERN COMMAND...: exit code, and a pattern that stdout or stderr must hold.
expect() {
    local code=$1 pattern=$2
    shift 2
    "$@" >"$folder/out" 2>"$folder/err"
    local got=$?
    if [ $got -ne "$code" ] || ! grep -qE -- "$pattern" "$folder/out" "$folder/err"; then
        echo "FAILED: $* -> exit $got (expected $code), pattern: $pattern"
        head -5 "$folder/out" "$folder/err"
        failures=$((failures + 1))
    fi
}
