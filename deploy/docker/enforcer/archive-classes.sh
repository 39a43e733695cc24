#!/usr/bin/env bash
# Starts the enforcer once, without Keycloak, asks it a few things and ends it: the JVM writes the classes it loaded into
# an archive (AppCDS), from which later starts read them.
set -euo pipefail
cd /opt/portcullis
export PORTCULLIS_CLIENT_SECRET=not-a-secret-only-for-this-start PORTCULLIS_POLICY=/etc/portcullis/policy.json PORTCULLIS_DRAIN=0s
java @jvm.options -Djava.library.path=/opt/portcullis/native -XX:ArchiveClassesAtExit=enforcer.jsa \
    -Xlog:cds=off -Xlog:cds+dynamic=off -jar quarkus-run.jar >/tmp/start.log 2>&1 &
pid=$!

ask() {
    { printf 'GET %s HTTP/1.0\r\nX-Original-URI: /protected\r\nX-Original-Method: GET\r\nX-Original-Host: localhost\r\nCookie: __Host-portcullis_at=a.b.c\r\n\r\n' "$2" >&0; cat; } \
        0<>"/dev/tcp/127.0.0.1/$1"
}

answered=no
for _ in $(seq 100); do
    if ask 9091 /q/health/live 2>/dev/null | grep -q ' 200'; then answered=yes; break; fi
    sleep 0.3
done
[ $answered = yes ] || { cat /tmp/start.log >&2; exit 1; }
for address in "9090 /oauth2/auth" "9090 /oauth2/challenge" "9090 /oauth2/start?rd=/" "9091 /q/health/ready" "9091 /q/metrics"; do
    # shellcheck disable=SC2086
    ask $address >/dev/null
done
kill -TERM $pid
wait $pid || [ $? = 143 ]
rm -f /tmp/start.log
ls -l enforcer.jsa
