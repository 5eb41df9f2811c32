// Makes the npm packages from what goreleaser built:
//
//   node packaging/npm/build.mjs dist     # writes dist/npm/*.tgz
//
// Publish the platforms' packages first, then covkey, which names them all.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = process.argv[2];
if (!dist) {
  console.error("usage: node build.mjs DIST");
  process.exit(2);
}

const systems = { linux: "linux", darwin: "darwin", windows: "win32", freebsd: "freebsd" };
const processors = { amd64: "x64", arm64: "arm64" };
const { version } = JSON.parse(readFileSync(join(dist, "metadata.json")));
const binaries = JSON.parse(readFileSync(join(dist, "artifacts.json"))).filter((a) => a.type === "Binary");
const base = JSON.parse(readFileSync(join(here, "package.json")));
const out = join(dist, "npm");

rmSync(out, { recursive: true, force: true });

/** Writes one package's folder and packs it. */
function pack(folder, manifest, fill) {
  const dir = join(out, folder);
  mkdirSync(join(dir, "bin"), { recursive: true });
  fill(dir);
  copyFileSync(join(here, "../../LICENSE"), join(dir, "LICENSE"));
  writeFileSync(join(dir, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", out, dir], {
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
}

const optionalDependencies = {};
for (const { goos, goarch, path, name: file } of binaries) {
  const platform = `${systems[goos]}-${processors[goarch]}`;
  const name = `@covkey/${platform}`;
  optionalDependencies[name] = version;
  const { license, homepage, repository, bugs, engines } = base;
  const manifest = {
    name,
    version,
    description: `The covkey program for ${platform}; install the package covkey`,
    license,
    homepage,
    repository,
    bugs,
    engines,
    os: [systems[goos]],
    cpu: [processors[goarch]],
    files: ["bin", "licenses.txt"],
    // Yarn leaves packages in archives, where nothing can be run.
    preferUnplugged: true,
  };
  pack(platform, manifest, (dir) => {
    copyFileSync(join(dist, "..", path), join(dir, "bin", file));
    chmodSync(join(dir, "bin", file), 0o755);
    copyFileSync(join(here, "../licenses.txt"), join(dir, "licenses.txt"));
  });
}
if (binaries.length !== 8) {
  throw new Error(`${binaries.length} programs in ${dist}, want 8`);
}
pack("covkey", { ...base, version, optionalDependencies: Object.fromEntries(Object.entries(optionalDependencies).sort()) }, (dir) => {
  cpSync(join(here, "bin"), join(dir, "bin"), { recursive: true });
  copyFileSync(join(here, "README.md"), join(dir, "README.md"));
});
