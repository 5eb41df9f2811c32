#!/bin/sh
# Hand the Codecov token to the uploader, from Vault (KV version 2, secret/codecov, field token).
# Needs the vault program, or curl and jq as here; VAULT_ADDR and VAULT_TOKEN are set.
# With it: CODECOV_TOKEN=$(vault kv get -mount=secret -field=token codecov)
set -eu
: "${VAULT_ADDR:?is not set}" "${VAULT_TOKEN:?is not set}"
# The header comes from standard input: an argument would show in the process list.
CODECOV_TOKEN=$(printf 'header = "X-Vault-Token: %s"\n' "$VAULT_TOKEN" |
	curl -sSf --max-time 10 --config - "$VAULT_ADDR/v1/secret/data/codecov" | jq -er .data.data.token)
export CODECOV_TOKEN
exec codecovcli upload-process
