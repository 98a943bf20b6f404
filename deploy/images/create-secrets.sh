#!/usr/bin/env bash
# Creates what docker-compose.yml needs and the repository must not hold: random passwords, an admin token, one gateway
# key and .env. What exists already is kept, so that it can be run again; delete a file to have it made anew.
set -euo pipefail

cd "$(dirname "$0")"
# The folder is closed to others; the files in it are readable, because the containers read them under their own users.
mkdir -p secrets
chmod 700 secrets

keep() { # file: keeps standard input in it, unless it is there already
    if [ -e "secrets/$1" ]; then
        cat >/dev/null
        return
    fi
    cat >"secrets/$1"
    chmod 644 "secrets/$1"
    echo "created deploy/images/secrets/$1"
}

for name in postgres-password postgres-superuser-password grafana-password admin-token; do
    openssl rand -hex 32 | tr -d '\n' | keep "$name"
done
keep provider-api-key </dev/null

if [ ! -e secrets/gateway-keys.yaml ]; then
    key=rk-$(openssl rand -hex 32)
    keep gateway-keys.yaml <<KEYS
# Who may use the gateway: the SHA-256 of each key and the tenant it belongs to. The keys themselves are kept nowhere.
# Another key: key=rk-\$(openssl rand -hex 32); echo "\$key"; printf %s "\$key" | openssl dgst -sha256 -r
keys:
  - sha256: $(printf %s "$key" | openssl dgst -sha256 -r | cut -d ' ' -f 1)
    tenant: default
    name: first key
KEYS
    echo "gateway key of the tenant 'default', shown only now: $key"
fi

if [ ! -e ../../.env ]; then
    cp compose.env.example ../../.env
    echo "created .env"
fi
