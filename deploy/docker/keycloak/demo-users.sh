#!/usr/bin/env bash
# Brings the demo users into the realm, for trying. Users that are there already stay as they are.
set -euo pipefail
case ${PORTCULLIS_PUBLIC_ORIGIN:-} in
    http://localhost:* | http://127.0.0.1:* | https://localhost:* | https://127.0.0.1:*) ;;
    *)
        echo "portcullis: the demo users have passwords that everybody knows; they are for localhost only, and" \
            "PORTCULLIS_PUBLIC_ORIGIN is ${PORTCULLIS_PUBLIC_ORIGIN:-not set}. Leave the demo profile out." >&2
        exit 1
        ;;
esac
KC_CLI_PASSWORD=$(<"$KC_BOOTSTRAP_ADMIN_PASSWORD_FILE")
export KC_CLI_PASSWORD
kcadm=(/opt/keycloak/bin/kcadm.sh)
session=(--config /tmp/kcadm.config)
if ! "${kcadm[@]}" config credentials "${session[@]}" --server "$KEYCLOAK" --realm master --user admin; then
    echo "portcullis: no demo users: Keycloak refused its first administrator (was the password changed?)." >&2
    exit 0
fi
"${kcadm[@]}" create partialImport "${session[@]}" -r portcullis -s ifResourceExists=SKIP \
    -f /opt/portcullis/demo/portcullis-users-0.json >/dev/null
echo "The demo users admin, moderator, user and guest are there; each one's password is its name."
