# deps.sh -- sourced by the scripts a newcomer runs: installs what is missing.
#
#   . scripts/deps.sh
#   deps_install build        what building and testing needs
#   deps_install check        what .ci/run needs besides
#   deps_install browser      what looking at the page of dbt-compare in a browser needs
#   deps_install corpus       what its slice of GCC's tests needs
#   deps_install programs     what building real programs from sources needs
#   deps_install real         what uses of real programs need
#   deps_install packages     what making and trying Debian packages needs
#   deps_install builds       what the examples of build systems need
#
# Debian 12 or later, with its own packages; nothing is asked.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

deps_build="gcc libc6-dev cmake ninja-build llvm-19-dev lld-19 libelf-dev libdw-dev libmd-dev
            libxxhash-dev libcmocka-dev libjansson-dev
            gcc-powerpc-linux-gnu g++-powerpc-linux-gnu libc6-dev-powerpc-cross
            binutils-powerpc-linux-gnu gcc-arm-linux-gnueabi g++-arm-linux-gnueabi
            libc6-dev-armel-cross gcc-arm-linux-gnueabihf libc6-dev-armhf-cross
            qemu-user valgrind python3 make pkgconf"
deps_check="$deps_build clang-19 clang-tidy-19 clang-format libclang-rt-19-dev git
            gccgo-12-powerpc-linux-gnu gccgo-12-arm-linux-gnueabihf python3-jsonschema gdb
            bash-completion zsh fish"
deps_browser="chromium chromium-driver python3"
deps_corpus="gcc-12-source xz-utils python3"
deps_programs="dpkg-dev make autoconf automake tcl python3 perl iproute2 util-linux mount diffutils"
deps_packages="lintian debootstrap dpkg-dev fakeroot"
deps_builds="bazel-bootstrap"
deps_real="python3 iproute2 util-linux mount diffutils openssl"

deps_missing() {
    local package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            echo "$package"
    done
}

deps_install() {
    local list missing root=
    list=deps_$1
    missing=$(deps_missing ${!list})
    [ -n "$missing" ] || return 0
    [ "$(id -u)" = 0 ] || root=sudo
    echo "installing:" $missing >&2
    export DEBIAN_FRONTEND=noninteractive
    $root apt-get update -qq >&2 </dev/null &&
        $root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends $missing >&2 </dev/null
}
