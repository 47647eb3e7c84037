// Runs before any package is installed: plain Node, no imports from node_modules.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");
const stamp = path.join(root, "node_modules", ".airshower-installed");

/** Refuses a Node that is too old, with the version that is needed. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Airshower needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node and run the command again.`);
  process.exit(1);
}

/** Installs the npm packages of package-lock.json when they are missing or another lock file's. */
export function installPackages() {
  const wanted = createHash("sha256").update(fs.readFileSync(path.join(root, "package-lock.json"))).digest("hex");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted) return;
  const started = Date.now();
  console.log("Installing the npm packages (npm ci) …");
  // Development packages are wanted also where NODE_ENV=production is set: the portal is built here.
  const { status } = spawnSync("npm", ["ci", "--include=dev", "--no-fund", "--no-audit", "--loglevel=error"], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) {
    console.error("npm ci failed: its words above say why. Is the npm registry within reach, and the disk not full?");
    process.exit(1);
  }
  fs.writeFileSync(stamp, wanted);
  console.log(`  installed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
