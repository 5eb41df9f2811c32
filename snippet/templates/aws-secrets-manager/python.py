"""Hand the Codecov token to the uploader, from AWS Secrets Manager.

pip install boto3  (1.43; region and credentials as for every AWS SDK)
The role needs secretsmanager:GetSecretValue on this one secret.
"""
import os
import subprocess
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

SECRET = os.environ.get("CODECOV_SECRET_ID", "codecov/token")

try:
    answer = boto3.client("secretsmanager").get_secret_value(SecretId=SECRET)
except (BotoCoreError, ClientError) as error:
    sys.exit(f"reading {SECRET}: {error}")
token = answer.get("SecretString")
if not token:
    sys.exit(f"{SECRET} holds no text")

# In the environment: an argument would show in the process list.
upload = subprocess.run(["codecovcli", "upload-process"], env={**os.environ, "CODECOV_TOKEN": token})
sys.exit(upload.returncode)
