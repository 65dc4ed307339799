#!/usr/bin/env bash
# Installs GPAW, for `solvus adsorb`: PYTHON -m pip install -e '.[atoms]', and before it, on Debian
# and as root, the libraries that GPAW is compiled with. Usage: scripts/install_atoms.sh PYTHON
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${1:-python3}"
libraries="libxc-dev libopenblas-dev libfftw3-dev libopenmpi-dev openmpi-bin libscalapack-openmpi-dev"
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086  # a list of packages
  apt-get install -y -qq --no-install-recommends gcc $libraries >/dev/null 2>&1 || {
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends gcc $libraries >/dev/null
  }
else
  echo "GPAW is compiled with libxc, BLAS, FFTW and MPI; on Debian: apt install $libraries" >&2
fi
"$python" -m pip install --quiet -e '.[atoms]'
