// Hand the Codecov token to the uploader, from AWS Secrets Manager.
// npm install @aws-sdk/client-secrets-manager  (3; region and credentials as for every AWS SDK)
// The role needs secretsmanager:GetSecretValue on this one secret.
import { spawnSync } from "node:child_process";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

const secret: string = process.env.CODECOV_SECRET_ID ?? "codecov/token";
const answer = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: secret }));
if (!answer.SecretString) throw new Error(`${secret} holds no text`);

// In the environment: an argument would show in the process list.
const env: NodeJS.ProcessEnv = { ...process.env, CODECOV_TOKEN: answer.SecretString };
const { status, error } = spawnSync("codecovcli", ["upload-process"], { env, stdio: "inherit" });
if (error) throw error;
process.exit(status ?? 1);
