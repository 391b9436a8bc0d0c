#!/bin/sh
# Runs once, where PostgreSQL has no data yet: makes a database for each module.
set -eu
for build in "${MODULES:-/modules}"/*/BUILD; do
  createdb --username=postgres "$(basename "$(dirname "$build")")"
done
