#!/usr/bin/env bash
# What the containers that run here cost: processor time of a request, a refresh and a login, bytes of a session in the
# database. To be run in the checkout. The numbers for the capacity plan of docs/deploy.md, of your own machine. It needs wrk, and a user for trying:
#
#     deploy/measure.sh                                        # the demo user moderator, at /protected
#     MEASURE_USER=ada MEASURE_PASSWORD=… MEASURE_PAGE=/orders deploy/measure.sh
#
# POST /oauth2/login must be on (PORTCULLIS_PASSWORD_LOGIN=true). Settings, as of docker compose: .env, COMPOSE_PROJECT_NAME.
set -euo pipefail
user=${MEASURE_USER:-moderator} password=${MEASURE_PASSWORD:-moderator} page=${MEASURE_PAGE:-/protected}
seconds=${MEASURE_SECONDS:-20} sessions=${MEASURE_SESSIONS:-200}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Containers of the services that run here; nanoseconds of processor time that those of a service have used so far.
containers() { docker compose ps -q "$@"; }
cpu() {
    local container total=0 used
    for container in $(containers "$1"); do
        used=$(docker exec "$container" sh -c 'cat /sys/fs/cgroup/cpuacct/cpuacct.usage 2>/dev/null ||
            sed -n "s/^usage_usec \(.*\)/\1000/p" /sys/fs/cgroup/cpu.stat')
        total=$((total + used))
    done
    echo "$total"
}
services=$(docker compose ps --services --status running | grep -E '^(nginx|enforcer|keycloak|database|demo-upstream)')
origin=${MEASURE_ORIGIN:-http://$(docker compose port nginx 8080)}
origin=${origin/127.0.0.1/localhost}

mark() {
    local service
    for service in $services; do echo "$(cpu "$service") $(date +%s%N)" >"$work/$service"; done
}
# Nanoseconds of processor time that a service has used since the mark, and nanoseconds that went by.
used() {
    local before began
    read -r before began <"$work/$1"
    echo "$(($(cpu "$1") - before)) $(($(date +%s%N) - began))"
}
# $1: how many there were since the mark. A line for each service, less what it uses when nothing happens.
since_mark() {
    local service
    for service in $services; do
        echo "$(used "$service") $(<"$work/$service.idle")" | awk -v service="$service" -v count="$1" \
            '{ spent = ($1 - $3 / $4 * $2) / count / 1000; printf "    %-14s %9.1f µs\n", service, (spent > 0 ? spent : 0) }'
    done
}

login() {
    curl -sf -o /dev/null -c "$1" -H "Origin: $origin" --data-urlencode "username=$user" \
        --data-urlencode "password=$password" "$origin/oauth2/login" || {
        echo "measure: $origin/oauth2/login refuses $user (is PORTCULLIS_PASSWORD_LOGIN on?)" >&2
        exit 1
    }
}
database() { docker compose exec -T database psql -U keycloak -d keycloak -Atc "$1"; }
stored() { database "select pg_total_relation_size('offline_user_session') + pg_total_relation_size('offline_client_session')"; }

mark
sleep 10
for service in $services; do used "$service" >"$work/$service.idle"; done

login "$work/jar"
token=$(awk '$6 == "__Host-portcullis_at" { print $7 }' "$work/jar")
load() { wrk -t1 -c32 -d"$1" --latency -H "Authorization: Bearer $token" "$origin$page"; }
load "${MEASURE_WARM:-20}s" >/dev/null
login "$work/jar"
token=$(awk '$6 == "__Host-portcullis_at" { print $7 }' "$work/jar")
mark
load "${seconds}s" >"$work/wrk"
requests=$(awk '/requests in/ { print $1 }' "$work/wrk")
echo "requests: $(awk '/Requests\/sec/ { print $2 }' "$work/wrk") a second with 32 connections," \
    "p50 $(awk '$1 == "50%" { print $2 }' "$work/wrk"), p99 $(awk '$1 == "99%" { print $2 }' "$work/wrk")," \
    "not answered 2xx: $(awk '/Non-2xx/ { print $NF; found = 1 } END { if (!found) print 0 }' "$work/wrk"); processor time of one:"
since_mark "$requests"
echo "memory under that load:"
# shellcheck disable=SC2046
docker stats --no-stream --format '    {{.Name}} {{.MemUsage}}' $(containers)

for _ in $(seq 50); do curl -sf -o /dev/null -b "$work/jar" -c "$work/jar" -X POST -H "Origin: $origin" "$origin/oauth2/refresh"; done
mark
for _ in $(seq "$sessions"); do
    curl -sf -o /dev/null -b "$work/jar" -c "$work/jar" -X POST -H "Origin: $origin" "$origin/oauth2/refresh"
done
echo "refreshes: $sessions, processor time of one:"
since_mark "$sessions"

before=$(stored)
mark
for _ in $(seq "$sessions"); do login "$work/other"; done
echo "logins by password: $sessions, processor time of one:"
since_mark "$sessions"
# Keycloak writes sessions in batches.
sleep 5
echo "bytes of a session in the database: $((($(stored) - before) / sessions))"
