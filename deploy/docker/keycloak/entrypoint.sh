#!/usr/bin/env bash
# Secrets come as files (NAME_FILE), so that they are in no container's definition; Keycloak reads them as settings.
set -euo pipefail
for name in KC_DB_PASSWORD KC_BOOTSTRAP_ADMIN_PASSWORD PORTCULLIS_CLIENT_SECRET; do
    file=${name}_FILE
    if [ -n "${!file:-}" ]; then
        value=$(<"${!file}") || { echo "portcullis: $file names ${!file}, which cannot be read" >&2; exit 1; }
        [ -n "$value" ] || { echo "portcullis: $file names ${!file}, which is empty" >&2; exit 1; }
        export "$name=$value"
        unset "$file"
    fi
    if [ "${!name:-}" = generate ]; then
        echo "portcullis: $name is the word \"generate\", by which .env asks for a secret; put a strong one there" >&2
        exit 1
    fi
done
exec /opt/keycloak/bin/kc.sh "$@"
