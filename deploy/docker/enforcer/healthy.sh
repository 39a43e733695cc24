#!/usr/bin/env bash
# healthy.sh live|ready: asks the management port.
{ printf 'GET /q/health/%s HTTP/1.0\r\n\r\n' "${1:-ready}" >&0; head -n 1 | grep -q ' 200'; } 0<>"/dev/tcp/127.0.0.1/${PORTCULLIS_MANAGEMENT_PORT:-9091}"
