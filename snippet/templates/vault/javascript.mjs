// Hand the Codecov token to the uploader, from Vault (KV version 2, secret/codecov, field token).
// VAULT_ADDR and VAULT_TOKEN as for the vault program; the policy needs read on secret/data/codecov.
import { spawnSync } from "node:child_process";

const { VAULT_ADDR, VAULT_TOKEN } = process.env;
if (!VAULT_ADDR || !VAULT_TOKEN) throw new Error("VAULT_ADDR and VAULT_TOKEN must be set");
const answer = await fetch(new URL("/v1/secret/data/codecov", VAULT_ADDR), {
  headers: { "X-Vault-Token": VAULT_TOKEN },
  signal: AbortSignal.timeout(10_000),
});
if (!answer.ok) throw new Error(`asking Vault: ${answer.status}`);
const token = (await answer.json()).data?.data?.token;
if (!token) throw new Error("secret/codecov has no field token");

// In the environment: an argument would show in the process list.
const env = { ...process.env, CODECOV_TOKEN: token };
const { status, error } = spawnSync("codecovcli", ["upload-process"], { env, stdio: "inherit" });
if (error) throw error;
process.exit(status ?? 1);
