#!/usr/bin/env bash
# Installs ansible-core from PyPI into a folder of its own.
set -euo pipefail
: "${TARGET:?}" "${VERSION:?}"

python3 -m venv --without-pip "${TARGET}"
python3 -m pip --python "${TARGET}/bin/python" install --quiet --disable-pip-version-check \
  --no-warn-script-location "ansible-core==${VERSION}"
