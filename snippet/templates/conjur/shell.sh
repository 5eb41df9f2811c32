#!/bin/sh
# Hand the Codecov token to the uploader, from Conjur (variable codecov/token).
# Needs the conjur program, or curl and jq as here. With it, after conjur login:
# CODECOV_TOKEN=$(conjur variable get -i codecov/token)
set -eu
: "${CONJUR_APPLIANCE_URL:?is not set}" "${CONJUR_ACCOUNT:?is not set}" "${CONJUR_AUTHN_LOGIN:?is not set}" "${CONJUR_AUTHN_API_KEY:?is not set}"
login=$(printf %s "$CONJUR_AUTHN_LOGIN" | jq -sRr @uri)
# What is secret comes from standard input: an argument would show in the process list.
session=$(printf %s "$CONJUR_AUTHN_API_KEY" |
	curl -sSf --max-time 10 -H 'Content-Type: text/plain' -H 'Accept-Encoding: base64' --data-binary @- "$CONJUR_APPLIANCE_URL/authn/$CONJUR_ACCOUNT/$login/authenticate")
CODECOV_TOKEN=$(printf 'header = "Authorization: Token token=\\"%s\\""\n' "$session" |
	curl -sSf --max-time 10 --config - "$CONJUR_APPLIANCE_URL/secrets/$CONJUR_ACCOUNT/variable/codecov%2Ftoken")
export CODECOV_TOKEN
exec codecovcli upload-process
