# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
# packaging/dev check: the slower looks at the same sources. Sourced by packaging/dev.
# shellcheck shell=bash

# Each part returns 0 (held), 1 (failed) or 3 (this tree does not have it yet), and leaves what it has
# to say in $part_log.

check_clang() {
    need "${check_packages[@]}"
    configure clang -DCMAKE_CXX_COMPILER="$(tool clang++)"
    make "$build/clang"
}

check_asan() {
    configure asan
    make "$build/asan"
    # The web engine frees what its own allocator made through the program's operator delete.
    ASAN_OPTIONS="new_delete_type_mismatch=0" LSAN_OPTIONS="suppressions=$root/packaging/lsan.supp" \
        ctest --test-dir "$build/asan" --output-on-failure --no-tests=error -j 2
}

check_tsan() {
    configure tsan
    make "$build/tsan"
    TSAN_OPTIONS="suppressions=$root/packaging/tsan.supp" \
        ctest --test-dir "$build/tsan" --output-on-failure --no-tests=error -j 2
}

# clang-tidy on what changed since the main branch, or on the last commit when we are on it.
check_tidy() {
    need "${check_packages[@]}"
    configure clang -DCMAKE_CXX_COMPILER="$(tool clang++)"
    local base changed
    base=$(git -C "$root" merge-base HEAD origin/main 2>/dev/null) || base=""
    [ -n "$base" ] && [ "$base" != "$(git -C "$root" rev-parse HEAD)" ] || base=HEAD~1
    changed=$(git -C "$root" diff --name-only --diff-filter=d "$base" -- 'app/*.cpp' 'backend/*.cpp' 'widgets/*.cpp')
    if [ -z "$changed" ]; then
        echo "nothing changed since $base"
        return 0
    fi
    # Generated sources and mocs have to be there before a file can be read as the compiler would.
    make "$build/clang"
    echo "$changed" | (cd "$root" && xargs -d '\n' "$(tool clang-tidy)" -p "$build/clang" --quiet)
}

check_format() { format --check; }

check_golden() {
    if [ ! -d "$root/tests/gui" ]; then
        echo "there is no window yet, so there are no golden pictures"
        return 3
    fi
    configure dev
    make "$build"
    # A machine on which no golden picture can be compared must not look like one on which all are alike.
    GOLDEN_REQUIRED=1 ctest --test-dir "$build" -R '^gui\.' --output-on-failure --no-tests=error
}

# The official MCP and A2A clients, and MCP's conformance suite, against a stage.
check_clients() {
    need_npm
    programs
    python3 "$root/tests/clients/run" "$build/bin" --work "$build/clients"
}

# run_part KIND PART: runs KIND_PART in a shell of its own, keeps its words, adds a row to the report.
run_part() {
    local kind=$1 part=$2 code=0 begun=$SECONDS said
    part_log=$reports/$(basename "$report" .md)-$part.log
    say "$kind $part"
    # Not as a condition: there `set -e` would be off inside the part.
    set +e
    (set -e; "${kind}_$part") 2>&1 | tee "$part_log" >&2
    code=${PIPESTATUS[0]}
    set -e
    said=$(grep -v '^$' "$part_log" | tail -1 | tr '|' '/' | cut -c 1-160)
    case $code in
        0) outcome="held" ;;
        3) outcome="not here yet" ;;
        124) outcome="out of time" ;;
        *) outcome="failed" ;;
    esac
    echo "| $part | $outcome | $((SECONDS - begun)) s | $said |" >>"$report"
    say "$kind $part: $outcome"
    return "$code"
}

# run_parts KIND PART...: 1 when one of them failed or ran out of time; what is not here yet is listed.
run_parts() {
    local kind=$1 failed=0 part code
    shift
    printf '| part | outcome | took | last words |\n|---|---|---|---|\n' >>"$report"
    parts_left=$#
    for part in "$@"; do
        code=0
        run_part "$kind" "$part" || code=$?
        [ $code -eq 0 ] || [ $code -eq 3 ] || failed=1
        parts_left=$((parts_left - 1))
    done
    sed -n '/^| part /,$p' "$report"
    return $failed
}

known_parts() { # KIND PART...
    local kind=$1 part
    shift
    for part in "$@"; do
        declare -F "${kind}_$part" >/dev/null || die 2 "$kind: no part '$part'; see --help"
    done
}

check() {
    known_parts check "$@"
    [ $# -gt 0 ] || set -- format tidy clang asan tsan golden clients
    need "${build_packages[@]}" "${test_packages[@]}"
    need_kubectl
    begin_report check
    run_parts check "$@"
}
