#!/usr/bin/env bash
# Keycloak answers HTTP before its start has ended; only a 200 of this address means that it serves.
{ printf 'HEAD /health/ready HTTP/1.0\r\n\r\n' >&0; grep -q 'HTTP/1.0 200'; } 0<>/dev/tcp/localhost/9000
