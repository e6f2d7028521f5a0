#!/bin/sh
# Make the database of the mirror and the role that writes it: at the first start of the database's container.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set password="$JIXIAO_DATABASE_PASSWORD" <<'SQL'
create role jixiao_writer login password :'password' createrole;
create database jixiao owner jixiao_writer template template0 encoding 'UTF8' locale 'C.UTF-8';
SQL
