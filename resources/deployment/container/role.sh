#!/bin/sh
# The role the server signs in as: it owns its database and stands above no policy.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE companion LOGIN PASSWORD :'password';
CREATE DATABASE companion OWNER companion TEMPLATE template0 ENCODING 'UTF8';
SQL
