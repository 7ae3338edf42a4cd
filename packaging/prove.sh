# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
# packaging/dev prove: what takes too long for every change. Sourced by packaging/dev; the parts are
# run and reported by check.sh's run_parts.
# shellcheck shell=bash

# Seconds for the part at hand: an equal share of what is left of the budget.
share() {
    local left=$((prove_ends - $(date +%s))) parts=${parts_left:-1}
    [ "$left" -gt 0 ] || { echo 1; return; }
    echo $((left / parts))
}

within() { # SECONDS COMMAND...: 124 when the time is up
    timeout --kill-after=20 "$@"
}

prove_repeat() {
    programs
    local ends=$(($(date +%s) + $(share))) shows=0 left
    while left=$((ends - $(date +%s))); [ "$left" -gt 0 ] || [ "$shows" -eq 0 ]; do
        [ "$left" -gt 240 ] || left=240
        within "$left" "$build/bin/trustusbank-cockpit" rehearse --repeat 3 --json - >"$reports/repeat.json"
        shows=$((shows + 3))
        echo "$shows shows, all as expected"
    done
}

prove_real() {
    programs
    within "$(share)" "$build/bin/trustusbank-cockpit" rehearse --pace real --json - >"$reports/real.json"
    echo "one show at the demo's own intervals, as expected"
    labelled real # and one whose window is killed five times
}

prove_cluster() {
    if [ -z "$prove_kubeconfig" ]; then
        echo "no --kubeconfig, so no real cluster was asked"
        return 3
    fi
    # With minutes in the environment the suite's campaigns are whole: fifty kills, and not four.
    PROVE_MINUTES=$(($(share) / 60)) within "$(share)" "$root/packaging/dev" test --kubeconfig "$prove_kubeconfig"
}

labelled() { # LABEL: runs the tests that carry it, with their minutes in the environment
    programs
    make "$build"
    if ! ctest --test-dir "$build" -C prove -N -L "^$1\$" | grep 'Test *#' >/dev/null; then
        echo "no test is labelled $1 yet"
        return 3
    fi
    PROVE_MINUTES=$(($(share) / 60)) ctest --test-dir "$build" -C prove -L "^$1\$" --output-on-failure \
        --timeout "$(($(share) + 60))"
}

prove_campaigns() { labelled campaign; }
prove_soak() { labelled soak; }
prove_fuzz() { labelled fuzz; }

# What others do the same work with, measured beside ours: kubectl and Chromium.
prove_peers() {
    local benches=(reads window) said="kubectl and Chromium stand beside ours in the report of bench"
    if [ "$(id -u)" = 0 ] && [ -x "${TEST_CLUSTER:-}" ]; then
        benches+=(forwards)
    else
        said+=", without kubectl port-forward: it takes root and a cluster program in TEST_CLUSTER"
    fi
    within "$(share)" "$root/packaging/dev" bench "${benches[@]}"
    echo "$said"
}

# The real helm and cosign, built from their Go modules, beside the stage's own.
helm_module=helm.sh/helm/v3/cmd/helm@v3.21.4
helm4_module=helm.sh/helm/v4/cmd/helm@v4.3.1
cosign_module=github.com/sigstore/cosign/v2/cmd/cosign@v2.6.5

prove_tools() {
    if ! command -v go >/dev/null; then
        echo "there is no Go here to build helm and cosign with"
        return 3
    fi
    go_tool "$helm_module" "$build/tools" || return $?
    go_tool "$cosign_module" "$build/tools" || return $?
    go_tool "$helm4_module" "$build/tools/helm4" || return $?
    need skopeo python3
    need_kubectl
    programs
    within "$(share)" python3 "$root/tests/clients/tools" "$build/bin" --real "$build/tools"
    # And the engine's helm steps with the real ones, on the cluster that was named or on a stage.
    make "$build" cluster_tst_helm
    local helm
    for helm in "$build/tools/helm" "$build/tools/helm4/helm"; do
        echo "the engine's helm steps with helm $("$helm" version --short)"
        within "$(share)" env TRUSTUSBANK_TEST_HELM="$helm" HELM_CANCELS="${HELM_CANCELS:-20}" \
            QTEST_FUNCTION_TIMEOUT=1800000 ${prove_kubeconfig:+"TRUSTUSBANK_TEST_KUBECONFIG=$prove_kubeconfig"} \
            "$build/tests/cluster_tst_helm" || return $?
    done
}

# go_tool PACKAGE@VERSION FOLDER: into it, once. 3 when it cannot be had here, with the reason last.
go_tool() {
    local wanted=$1 folder=$2 name stamp log=$2/go.log code=0
    name=$(basename "${wanted%@*}")
    stamp=$folder/.$name
    mkdir -p "$folder"
    if [ -x "$folder/$name" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
        return 0
    fi
    echo "go install $wanted"
    # The Go that is here, and no other that it would fetch.
    GOBIN=$folder GOTOOLCHAIN=local GOFLAGS=-buildvcs=false CGO_ENABLED=0 \
        within "$(share)" go install -trimpath -ldflags='-s -w' "$wanted" >"$log" 2>&1 || code=$?
    case $code in
        0) printf '%s\n' "$wanted" >"$stamp" ;;
        124 | 137) return 124 ;;
        *)
            cat "$log"
            echo "$wanted cannot be built here: $(grep -v '^go: downloading' "$log" | tail -1)"
            return 3
            ;;
    esac
}

# Fresh systems: the script alone turns each into one that plays the show. As root on one half, as
# a user with sudo on the other.
prove_chroots() {
    if [ "$(id -u)" != 0 ]; then
        echo "making a system with debootstrap needs root: sudo packaging/dev prove chroots"
        return 3
    fi
    need debootstrap
    local suite failed=0
    for suite in bookworm trixie; do
        fresh_system "$suite"
        in_system "$suite" root "packaging/dev run --json /tmp/root.json" || failed=1
        in_system "$suite" presenter "packaging/dev test" || failed=1
        in_system "$suite" presenter "packaging/dev run --json /tmp/user.json" || failed=1
    done
    [ $failed = 0 ] && echo "bookworm and trixie, as root and with sudo: the show and every test"
    return $failed
}

fresh_system() { # SUITE
    local system=$build/chroots/$1
    rm -rf --one-file-system "$system"
    mkdir -p "$system" "$build/chroots/ccache-$1"
    within "$(share)" debootstrap --variant=minbase --include=sudo,ca-certificates,git "$1" "$system" \
        "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >/dev/null
    chroot "$system" useradd --create-home --shell /bin/bash presenter
    echo 'presenter ALL=(ALL) NOPASSWD: ALL' >"$system/etc/sudoers.d/presenter"
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$(uname -n)" >"$system/etc/hosts"
    local user
    for user in root presenter; do # a clone each: who builds owns what is built
        git clone --quiet --no-hardlinks "$root" "$system/srv/$user"
        chroot "$system" chown -R "$user:" "/srv/$user"
    done
}

# In process and mount namespaces of its own: whatever a command leaves running ends with it.
in_system() { # SUITE USER COMMAND
    local system=$build/chroots/$1
    say "$1, as $2: $3"
    mkdir -p "$system/var/cache/ccache"
    within "$(share)" unshare --mount --pid --fork --kill-child bash -euc '
        system=$1 cache=$2 user=$3 command=$4
        mount -t proc proc "$system/proc"
        mount --rbind /dev "$system/dev"
        mount --bind "$cache" "$system/var/cache/ccache"
        chmod 777 "$system/var/cache/ccache"
        cp /etc/resolv.conf "$system/etc/resolv.conf"
        exec chroot "$system" su -s /bin/bash "$user" -c \
            "cd /srv/$user && CCACHE_DIR=/var/cache/ccache CCACHE_UMASK=000 $command"
    ' - "$system" "$build/chroots/ccache-$1" "$2" "$3" </dev/null
}

prove() {
    local budget=60 parts=()
    prove_kubeconfig=""
    while [ $# -gt 0 ]; do
        case $1 in
            --budget) budget=${2:?minutes}; shift 2 ;;
            --kubeconfig)
                [ -r "${2:-}" ] || die 2 "--kubeconfig: cannot read '${2:-}'"
                prove_kubeconfig=$(readlink -f "$2")
                shift 2
                ;;
            -*) die 2 "prove: unknown flag '$1'; see --help" ;;
            *) parts+=("$1"); shift ;;
        esac
    done
    [[ $budget =~ ^[0-9]+$ ]] || die 2 "--budget takes minutes, not '$budget'"
    known_parts prove "${parts[@]}"
    [ ${#parts[@]} -gt 0 ] || parts=(repeat real cluster tools campaigns fuzz soak peers chroots)
    prove_ends=$(($(date +%s) + budget * 60))
    need "${build_packages[@]}" "${test_packages[@]}"
    begin_report prove
    printf 'Budget: %s minutes.\n\n' "$budget" >>"$report"
    run_parts prove "${parts[@]}"
}
