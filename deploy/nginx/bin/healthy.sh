#!/bin/sh
# Well when nginx answers and an enforcer behind it does: the enforcer has nothing at that address and says so (404).
[ "$(curl -s -m 3 -o /dev/null -w '%{http_code}' http://127.0.0.1:8099/)" = 404 ]
