#!/bin/sh
# Starts PostgreSQL where a database is named, else Redis.
set -eu
if [ -z "${POSTGRES_DB:-}" ]; then
  exec redis-server --protected-mode no --save ""
fi
data=/var/lib/postgresql/data
as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
if [ ! -e "$data" ]; then
  as_postgres initdb --auth=trust --username=postgres "$data"
  echo "host all all all trust" >>"$data/pg_hba.conf"
  echo "CREATE DATABASE $POSTGRES_DB" | as_postgres postgres --single -D "$data" postgres
fi
exec setpriv --reuid=postgres --regid=postgres --clear-groups \
  postgres -D "$data" -c "listen_addresses=*" -c unix_socket_directories=/tmp
