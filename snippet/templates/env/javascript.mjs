// Hand the Codecov token to the uploader, from the environment.
import { spawnSync } from "node:child_process";

if (!process.env.CODECOV_TOKEN) {
  console.error("CODECOV_TOKEN is not set: set it in the CI's secrets");
  process.exit(1);
}

// The uploader reads CODECOV_TOKEN itself; an argument would show in the process list.
const { status, error } = spawnSync("codecovcli", ["upload-process"], { stdio: "inherit" });
if (error) throw error;
process.exit(status ?? 1);
