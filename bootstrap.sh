#!/bin/sh
# Makes .venv beside this file and installs cleaner into it, with the extras named as arguments
# (`sh bootstrap.sh`, `sh bootstrap.sh test`). Set-up only: running it twice does no harm.
set -eu
cd "$(dirname "$0")"
extras=$(echo "$*" | tr ' ' ',')

python=""
for candidate in python3 python3.13 python3.12 python3.11 python3.10; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "bootstrap: Python 3.10 or newer is needed, and none was found" >&2
    exit 1
fi

if [ ! -x .venv/bin/pip ]; then
    rm -rf .venv
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        # Debian and Ubuntu ship Python without the part that makes environments.
        rm -rf .venv
        if ! command -v apt-get >/dev/null 2>&1; then
            echo "bootstrap: $python -m venv fails; install Python's venv module" >&2
            exit 1
        fi
        as_root=""
        [ "$(id -u)" -eq 0 ] || as_root="sudo"
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        $as_root apt-get update -qq
        $as_root apt-get install -y -qq "python$version-venv" || $as_root apt-get install -y -qq python3-venv
        "$python" -m venv .venv
    fi
fi
# The compiled core needs a C compiler and Python's headers. Where they are missing and may be installed
# without a question they are; else cleaner is pure Python, the same and slower.
headers=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["include"])')
if [ "${CLEANER_NATIVE:-}" != 0 ] && command -v apt-get >/dev/null 2>&1 &&
    { ! command -v cc >/dev/null 2>&1 || [ ! -e "$headers/Python.h" ]; }; then
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo -n"
    version=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    { $as_root apt-get update -qq && $as_root apt-get install -y -qq gcc libc6-dev "libpython$version-dev"; } \
        >/dev/null 2>&1 || true
    if ! command -v cc >/dev/null 2>&1 || [ ! -e "$headers/Python.h" ]; then
        echo "bootstrap: no C compiler, or no headers of Python: cleaner runs in pure Python, slower" >&2
    fi
fi
wanted=".${extras:+[$extras]}"
if [ -x .venv/bin/uv ]; then # much quicker, if somebody has put it there
    .venv/bin/uv pip install --quiet --python .venv/bin/python -e "$wanted"
else
    # An old pip cannot resolve all of the extras.
    .venv/bin/pip install --quiet --disable-pip-version-check --upgrade "pip>=24"
    .venv/bin/pip install --quiet --disable-pip-version-check -e "$wanted"
fi
