#!/usr/bin/env bash
# Runs once, in the new Postgres container: the database, its owner, who is no superuser, and the extension, which only
# a superuser may create. createrole: the migrations create the role that the gateway's reads are confined to.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set password="$(cat /run/secrets/postgres-password)" <<'SQL'
create role recurra login createrole password :'password';
create database recurra owner recurra;
\connect recurra
create extension vector;
SQL
