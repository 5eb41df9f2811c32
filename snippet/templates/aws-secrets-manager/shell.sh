#!/bin/sh
# Hand the Codecov token to the uploader, from AWS Secrets Manager.
# Needs the AWS CLI; the role needs secretsmanager:GetSecretValue on this one secret.
set -eu
CODECOV_TOKEN=$(aws secretsmanager get-secret-value --secret-id "${CODECOV_SECRET_ID:-codecov/token}" --query SecretString --output text)
[ -n "$CODECOV_TOKEN" ] && [ "$CODECOV_TOKEN" != None ] || { echo "the secret holds no text" >&2; exit 1; }
export CODECOV_TOKEN

# In the environment: an argument would show in the process list.
exec codecovcli upload-process
