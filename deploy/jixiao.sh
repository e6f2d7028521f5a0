#!/bin/sh
# The command jixiao with the settings of the server: jixiao.sh refresh, jixiao.sh status, ...
set -eu
set -a
. "${JIXIAO_SETTINGS:-/etc/jixiao/jixiao.env}"
set +a
exec "$(dirname "$(readlink -f "$0")")/../.venv/bin/jixiao" "$@"
