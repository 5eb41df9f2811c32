#!/usr/bin/env node
// Runs the covkey program of this platform's package with the same arguments, streams,
// signals and exit code. It never ends with 0 unless covkey did.
"use strict";

const { spawn } = require("child_process");
const { constants } = require("os");

// 2 is covkey's "could not look": a hook that runs this is blocked.
const failed = 2;

function program() {
  const name = `@covkey/${process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "covkey.exe" : "covkey";
  try {
    return require.resolve(`${name}/bin/${file}`);
  } catch {
    console.error(`covkey: error: the package ${name} is not installed`);
    console.error(
      "covkey: hint: npm leaves it out with --omit=optional, or when node_modules was copied from another system: " +
        "run npm install again here; systems without a package: https://github.com/covkey/covkey/blob/main/docs/install.md",
    );
    process.exit(failed);
  }
}

const child = spawn(program(), process.argv.slice(2), { stdio: "inherit", windowsHide: true });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (err) => {
  console.error(`covkey: error: the program cannot be started: ${err.message}`);
  process.exit(failed);
});
child.on("exit", (code, signal) => {
  process.exit(signal ? 128 + constants.signals[signal] : code);
});
