# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
# What the house needs from the distribution, and how it gets there. Sourced by packaging/dev.
# Debian 12, Debian 13 and Ubuntu 24.04; a|b|c is the first of these that the distribution has.
# shellcheck shell=bash

build_packages=(
    cmake ninja-build ccache g++ binutils pkg-config lld git
    qt6-base-dev qt6-l10n-tools qt6-websockets-dev qt6-webengine-dev fonts-inter fonts-jetbrains-mono
    "libcurl4-openssl-dev|libcurl4-gnutls-dev"
    libyaml-cpp-dev nlohmann-json3-dev libexpected-dev
    "libboost1.81-dev|libboost1.83-dev|libboost1.88-dev|libboost-dev"
    libarchive-dev libssl-dev zlib1g-dev libsodium-dev
    prometheus prometheus-alertmanager
)
test_packages=(python3 python3-yaml skopeo openssl docker-registry xvfb xauth)
check_packages=(
    "clang-16|clang-18|clang-19|clang"
    "clang-tidy-16|clang-tidy-18|clang-tidy-19|clang-tidy"
)
format_packages=("clang-format-16|clang-format-18|clang-format-19|clang-format")

installed() { # PACKAGE
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

any_installed() { # A|B|C
    local name
    for name in ${1//|/ }; do
        installed "$name" && return 0
    done
    return 1
}

first_available() { # A|B|C, prints the first that apt could install
    local name
    for name in ${1//|/ }; do
        if apt-cache policy "$name" 2>/dev/null | grep 'Candidate: [0-9]' >/dev/null; then
            echo "$name"
            return 0
        fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die 3 "installing packages needs root or sudo; as root: apt-get install ${missing[*]//|*/}"
    fi
}

# Runs apt-get while no service may start: Debian's prometheus would take port 9090 at once. In a
# subshell, so that the policy goes again however this ends. What apt says is shown if it fails.
apt_get() (
    policy=/usr/sbin/policy-rc.d
    said=$(mktemp)
    # shellcheck disable=SC2064
    trap "rm -f '$said'" EXIT
    if [ ! -e "$policy" ]; then
        # shellcheck disable=SC2064
        trap "rm -f '$said'; as_root rm -f '$policy'" EXIT
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
        apt-get -qq -o Dpkg::Use-Pty=0 "$@" >"$said" 2>&1 </dev/null && return 0
    tail -20 "$said" >&2
    return 1
)

# Services that came with a package of ours stay off at the next boot, too: the stage starts its own.
keep_off() { # SERVICE
    if command -v systemctl >/dev/null; then
        as_root systemctl disable --quiet "$1" 2>/dev/null || true
    else
        as_root deb-systemd-helper disable "$1.service" 2>/dev/null || true
        as_root update-rc.d "$1" disable 2>/dev/null || true
    fi
}

# need PACKAGE...: installs what is missing. With everything there it costs one dpkg-query each.
need() {
    local wanted package chosen=() services=()
    missing=()
    for wanted in "$@"; do
        any_installed "$wanted" || missing+=("$wanted")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null ||
        die 3 "this is not a Debian or Ubuntu; install by hand: ${missing[*]}"
    if ! first_available "${missing[0]}" >/dev/null || lists_are_old; then
        say "apt-get update"
        apt_get update || die 3 "apt-get update failed; is there a network?"
    fi
    for wanted in "${missing[@]}"; do
        package=$(first_available "$wanted") ||
            die 3 "no package ${wanted//|/ or } here (Debian 12, 13 and Ubuntu 24.04 have it)"
        chosen+=("$package")
        case $package in prometheus | prometheus-alertmanager) services+=("$package") ;; esac
    done
    say "apt-get install ${chosen[*]}"
    # Never removes anything: what else is on this machine stays.
    local install=(install --yes --no-install-recommends --no-remove "${chosen[@]}")
    apt_get "${install[@]}" || { say "once more, after apt-get update"; apt_get update && apt_get "${install[@]}"; } ||
        die 3 "apt-get could not install these (without removing others); see above"
    for package in "${services[@]}"; do
        keep_off "$package"
    done
}

lists_are_old() { # older than a week, or none
    [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*Packages*' -mtime -7 -print -quit 2>/dev/null)" ]
}

# Any kubectl will do; where the distribution has none, the tests that need it say so.
need_kubectl() {
    command -v kubectl >/dev/null && return 0
    if first_available kubernetes-client >/dev/null; then
        need kubernetes-client
    else
        say "no kubectl here, and the distribution has none: tests with kubectl are left out"
    fi
}

# The distribution's own kubectl, an old one, beside whichever is here: unpacked, not installed.
want_distribution_kubectl() { # FOLDER
    [ ! -x "$1/usr/bin/kubectl" ] && first_available kubernetes-client >/dev/null || return 0
    mkdir -p "$1"
    (cd "$1" && apt-get -qq download kubernetes-client && dpkg-deb -x kubernetes-client_*.deb .) >/dev/null 2>&1 ||
        say "kubernetes-client could not be fetched: the tests with the distribution's kubectl are left out"
}

# The official MCP and A2A clients come with it; without it their test is listed as skipped.
want_npm() {
    (need_npm) || say "no npm here: the tests with the official MCP and A2A clients are left out"
}

# Node.js packages from elsewhere bring an npm that the distribution's would not fit beside.
need_npm() {
    command -v npm >/dev/null || need npm
}

# tool NAME: the newest NAME or NAME-VERSION on this machine.
tool() {
    local version
    for version in -16 -18 -19 ""; do
        if command -v "$1$version" >/dev/null; then
            command -v "$1$version"
            return 0
        fi
    done
    return 1
}
