#!/bin/sh
# Installs PostgreSQL with the extension pgvector for the tests, on Debian and Ubuntu.
#
# Where the distribution has pgvector as a package, that is installed. Debian 12 has none: there Debian 13's source package
# is built against Debian 12's PostgreSQL 15, from the same mirror that this machine's apt sources name. apt works on a
# private copy of its configuration and lists, so the machine's own stay as they are.
#
# Run as root. Does nothing where pgvector is there already.
set -eu

readonly SOURCE_SUITE=trixie
readonly SOURCE_PACKAGE=pgvector

started=$(date +%s)
say() { printf '[%3ds] %s\n' "$(($(date +%s) - started))" "$*"; }
fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# The newest major version that has both a server and the extension, or nothing.
installed_version() {
    for control in /usr/share/postgresql/*/extension/vector.control; do
        version=$(basename "$(dirname "$(dirname "$control")")")
        if [ -x "/usr/lib/postgresql/$version/bin/initdb" ]; then
            echo "$version"
        fi
    done | sort -n | tail -1
}

# A program of apt with the private sources and lists of the folder $work.
private() {
    program=$1
    shift
    "$program" -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts="$work/sources.list.d" \
        -o Dir::State::lists="$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= "$@" 2>>"$log"
}

apt_get() {
    private apt-get -y -o Dpkg::Use-Pty=0 "$@" >>"$log" || fail "\"apt-get $*\" failed. The end of its output:
$(tail -20 "$log")"
}

# The fields of the first entry for the distribution's own packages: "URI keyring"; the keyring may be empty. Reads both of
# apt's formats, the stanzas of *.sources and the lines of *.list. Mirrors of security updates have no other suites.
debian_mirror() {
    {
        for file in /etc/apt/sources.list.d/*.sources; do
            [ -f "$file" ] && awk -v codename="$codename" '
                function flush() {
                    if (types ~ /(^| )deb( |$)/ && (" " suites " ") ~ (" " codename " ") && !disabled) print uri, key
                    types = suites = uri = key = ""; disabled = 0
                }
                /^[ \t]*$/ { flush(); next }
                /^#/ { next }
                {
                    field = tolower($1)
                    if (field == "types:") { $1 = ""; types = $0 }
                    else if (field == "suites:") { $1 = ""; suites = $0 }
                    else if (field == "uris:") { uri = $2 }
                    else if (field == "signed-by:") { key = $2 }
                    else if (field == "enabled:") { disabled = (tolower($2) == "no") }
                }
                END { flush() }' "$file"
        done
        for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
            [ -f "$file" ] && awk -v codename="$codename" '
                $1 == "deb" {
                    key = ""
                    if (match($0, /signed-by=[^] ]+/)) key = substr($0, RSTART + 10, RLENGTH - 10)
                    sub(/^deb[ \t]+(\[[^]]*\][ \t]+)?/, "")
                    if ($2 == codename) print $1, key
                }' "$file"
        done
    } | head -1
}

copy_apt_sources() {
    mkdir -p "$work/sources.list.d" "$work/lists/partial"
    : >"$work/sources.list"
    if [ -f /etc/apt/sources.list ]; then
        cp /etc/apt/sources.list "$work/sources.list"
    fi
    for file in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list; do
        if [ -f "$file" ]; then
            cp "$file" "$work/sources.list.d/"
        fi
    done
}

# The package of pgvector for the highest version of PostgreSQL, such as postgresql-17-pgvector, or nothing.
packaged() {
    private apt-cache search --names-only '^postgresql-[0-9]+-pgvector$' | cut -d' ' -f1 | sort -t- -k2n | tail -1
}

# Installs PostgreSQL $1 and the packages that follow. The distribution's package makes a database of its own and starts
# it; the tests start theirs, so it is told not to. A server that is installed already is not upgraded: that restarts it.
install_packages() {
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    server=postgresql-$1
    shift
    if [ "$(dpkg-query -W -f='${db:Status-Status}' "$server" 2>/dev/null)" = installed ]; then
        server=
    fi
    # shellcheck disable=SC2086 # no server is no argument
    apt_get install --no-install-recommends -o Dpkg::Options::=--force-confold $server "$@"
}

build_from_source() {
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || fail "No mirror of Debian $codename in this machine's apt sources, so there is none to take the
source package of pgvector from. Install PostgreSQL with pgvector yourself and set RECURRA_POSTGRES_HOME."
    uri=${mirror%% *}
    key=${mirror#* }
    echo "deb-src ${key:+[signed-by=$key] }$uri $SOURCE_SUITE main" >"$work/sources.list.d/pgvector-source.list"

    apt_get update
    version=$(private apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -1)
    say "Installing PostgreSQL $version and what it takes to build an extension"
    install_packages "$version" "postgresql-server-dev-$version" build-essential

    say "Fetching the source package of pgvector from $uri ($SOURCE_SUITE)"
    mkdir "$work/build"
    (cd "$work/build" && apt_get source "$SOURCE_PACKAGE")

    say "Building pgvector"
    # OPTFLAGS: without it the build is for this very processor and no other.
    (
        cd "$work/build/$SOURCE_PACKAGE"-*/ &&
            make -j"$(nproc)" OPTFLAGS="" with_llvm=no PG_CONFIG="/usr/lib/postgresql/$version/bin/pg_config" &&
            make install with_llvm=no PG_CONFIG="/usr/lib/postgresql/$version/bin/pg_config"
    ) >>"$log" 2>&1 || fail "pgvector cannot be built. The end of the output:
$(tail -20 "$log")"
}

version=$(installed_version)
if [ -n "$version" ]; then
    echo "PostgreSQL $version has pgvector."
    exit 0
fi

command -v apt-get >/dev/null ||
    fail "This script knows Debian and Ubuntu only. Install PostgreSQL with pgvector in your system's way and set
RECURRA_POSTGRES_HOME to the folder that holds its bin/, or start a Docker engine."
[ "$(id -u)" = 0 ] || fail "PostgreSQL with pgvector is missing, and only root can install it. Run once:

    sudo $0"

codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
export DEBIAN_FRONTEND=noninteractive
work=$(mktemp -d)
# apt downloads as a user of its own, who has to reach the folder.
chmod 755 "$work"
log=$work/log
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

say "Reading the package lists"
copy_apt_sources
apt_get update
package=$(packaged)
if [ -n "$package" ]; then
    version=${package#postgresql-}
    version=${version%-pgvector}
    say "Installing $package"
    install_packages "$version" "$package"
else
    build_from_source
fi

version=$(installed_version)
[ -n "$version" ] || fail "pgvector was installed, but there is no PostgreSQL that has it: please report this."
say "PostgreSQL $version has pgvector."
