#!/bin/sh
# Installs a Chromium for the tests of the web page where there is none (Debian, Ubuntu).
# Playwright drives it by its path, so that no browser of Playwright's own is downloaded.
set -eu

for program in "${SOLVUS_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [ -n "$program" ] && command -v "$program" >/dev/null 2>&1; then
        echo "there is a browser: $(command -v "$program")"
        exit 0
    fi
done

if ! command -v apt-get >/dev/null 2>&1; then
    echo "install Chromium and name it in SOLVUS_CHROMIUM: there is no apt-get here" >&2
    exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo"
fi
$as_root apt-get update -q
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    chromium fonts-liberation
command -v chromium
