import { spawnSync } from "node:child_process";
import fs from "node:fs";

/** A JupyterHub that can be started here, or why there is none and what to do. */
export type FoundHub = { readonly python: string } | { readonly missing: string };

const PACKAGES = ["jupyterhub", "python3-gammapy", "python3-ipykernel", "jupyter-notebook", "jupyter-server", "jupyter-nbconvert", "python3-jwt"];
const INSTALL = `apt-get install --no-install-recommends ${PACKAGES.join(" ")}`;
const MODULES = "import jupyterhub, gammapy, ipykernel, notebook";

/** Looks for a Python that has JupyterHub and gammapy; HUB_PYTHON names one, else Debian's, else the first in PATH. */
export function findHub(): FoundHub {
  const candidates = process.env.HUB_PYTHON ? [process.env.HUB_PYTHON] : ["/usr/bin/python3", "python3"];
  const python = candidates.find((command) => spawnSync(command, ["-c", MODULES], { stdio: "ignore" }).status === 0);
  if (!python) return { missing: `No Python here has JupyterHub and gammapy (looked at ${candidates.join(", ")}). On Debian: ${INSTALL}. In a virtual environment: pip install jupyterhub notebook gammapy, and HUB_PYTHON=/path/to/python npm run demo` };
  return { python };
}

export function canInstallHub(): boolean {
  return process.getuid?.() === 0 && fs.existsSync("/etc/debian_version") && spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0;
}

/** Debian's own packages, about 620 MB; only as root, and only when nothing else was found. */
export function installHub(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const update = spawnSync("apt-get", ["update", "-qq"], { env, stdio: "ignore" });
  const install = spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...PACKAGES], { env, encoding: "utf8" });
  if (update.status !== 0 || install.status !== 0) throw new Error(`Debian's packages could not be installed: ${install.stderr.trim().split("\n").slice(-2).join(" ")}. Try by hand: ${INSTALL}`);
}
