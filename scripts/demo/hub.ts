import { spawnSync } from "node:child_process";
import fs from "node:fs";

/** A JupyterHub that can be started here, or why there is none and what to do. */
export type FoundHub = { readonly python: string; /** What its sessions have, as HUB_SOFTWARE says it. */ readonly software: string } | { readonly missing: string };

const PACKAGES = ["jupyterhub", "python3-gammapy", "python3-ipykernel", "jupyter-notebook", "jupyter-server", "jupyter-nbconvert", "python3-jwt"];
const INSTALL = `apt-get install --no-install-recommends ${PACKAGES.join(" ")}`;
const MODULES = "import platform, jupyterhub, gammapy, astropy, numpy, ipykernel, notebook";
const VERSIONS = "print(f'python {platform.python_version()}, gammapy {gammapy.__version__}, astropy {astropy.__version__}, numpy {numpy.__version__}')";

/** Looks for a Python that has JupyterHub and gammapy; HUB_PYTHON names one, else Debian's, else the first in PATH. */
export function findHub(): FoundHub {
  const candidates = process.env.HUB_PYTHON ? [process.env.HUB_PYTHON] : ["/usr/bin/python3", "python3"];
  for (const python of candidates) {
    const answer = spawnSync(python, ["-c", `${MODULES}; ${VERSIONS}`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    if (answer.status === 0) return { python, software: answer.stdout.trim() };
  }
  return { missing: `No Python here has JupyterHub and gammapy (looked at ${candidates.join(", ")}). On Debian: ${INSTALL}. In a virtual environment: pip install jupyterhub notebook gammapy, and HUB_PYTHON=/path/to/python npm run demo` };
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
