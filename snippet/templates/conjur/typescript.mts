// Hand the Codecov token to the uploader, from Conjur (variable codecov/token).
// CONJUR_APPLIANCE_URL, CONJUR_ACCOUNT, CONJUR_AUTHN_LOGIN and CONJUR_AUTHN_API_KEY as for
// Conjur's own clients; the host needs read and execute on this one variable.
import { spawnSync } from "node:child_process";

const { CONJUR_APPLIANCE_URL = "", CONJUR_ACCOUNT = "", CONJUR_AUTHN_LOGIN = "", CONJUR_AUTHN_API_KEY = "" } = process.env;
const ask = async (path: string, request: RequestInit): Promise<string> => {
  const answer = await fetch(new URL(path, CONJUR_APPLIANCE_URL), { ...request, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`asking Conjur: ${answer.status}`);
  return answer.text();
};
const account = encodeURIComponent(CONJUR_ACCOUNT);
const session = await ask(`/authn/${account}/${encodeURIComponent(CONJUR_AUTHN_LOGIN)}/authenticate`, {
  method: "POST",
  body: CONJUR_AUTHN_API_KEY,
});
const token = await ask(`/secrets/${account}/variable/${encodeURIComponent("codecov/token")}`, {
  headers: { Authorization: `Token token="${Buffer.from(session).toString("base64")}"` },
});

// In the environment: an argument would show in the process list.
const env: NodeJS.ProcessEnv = { ...process.env, CODECOV_TOKEN: token };
const { status, error } = spawnSync("codecovcli", ["upload-process"], { env, stdio: "inherit" });
if (error) throw error;
process.exit(status ?? 1);
