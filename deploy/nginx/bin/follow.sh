#!/bin/sh
# Renders the configuration when nginx starts, and again whenever a template, a snippet, a certificate or the address of
# an enforcer or a Keycloak node changes. What nginx refuses is reported, and the configuration before it stays in force.
set -eu
bin=/opt/portcullis/bin
live=/etc/nginx/conf.d
next=/tmp/portcullis-next
last=/tmp/portcullis-last

. "$bin/settings.envsh"
export PORTCULLIS_TEMPLATES
"$bin/render.sh" "$live"

seen() {
    . "$bin/settings.envsh"
    echo "$PORTCULLIS_ENFORCER_SERVERS $PORTCULLIS_KEYCLOAK_SERVERS $PORTCULLIS_DEMO_UPSTREAM"
    stat -L -c '%n %Y %s %i' /etc/nginx/templates/* /etc/nginx/snippets/* /etc/portcullis/tls/* 2>/dev/null || true
}

take_up() {
    rm -rf "$next" "$last"
    mkdir "$next" "$last"
    "$bin/render.sh" "$next"
    cp "$live"/* "$last"/
    rm -f "$live"/*
    cp "$next"/* "$live"/
    if nginx -t -q; then
        nginx -s reload
        echo "portcullis: nginx took up a changed configuration" >&2
    else
        rm -f "$live"/*
        cp "$last"/* "$live"/
        echo "portcullis: the changed configuration was refused (above); the one before stays in force" >&2
    fi
}

(
    before=$(seen)
    until [ -s /tmp/nginx.pid ]; do sleep 1; done
    while sleep 1; do
        now=$(seen)
        [ "$now" = "$before" ] && continue
        before=$now
        . "$bin/settings.envsh"
        take_up || echo "portcullis: the configuration could not be rendered" >&2
    done
) &
