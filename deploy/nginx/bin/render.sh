#!/bin/sh
# Renders all templates into a folder. Only PORTCULLIS_ variables are replaced: nginx's own keep their dollar.
set -eu
into=$1
names=$(env | sed -n 's/^\(PORTCULLIS_[A-Z_]*\)=.*/${\1}/p' | tr '\n' ' ')

render() {
    [ -r "$1" ] || { echo "portcullis: $1 is missing" >&2; exit 1; }
    envsubst "$names" <"$1" >"$into/$(basename "$1" .template)"
}

for template in /etc/nginx/templates/*.template; do render "$template"; done
for name in $PORTCULLIS_TEMPLATES; do render "/etc/portcullis/templates/$name.conf.template"; done
