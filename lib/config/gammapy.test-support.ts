import { execFileSync, spawnSync } from "node:child_process";

const python = "/usr/bin/python3";

/** Whether the field's own analysis program is there to compare with. */
export const hasGammapy = spawnSync(python, ["-c", "import gammapy"]).status === 0;

/** Ends the name of a test that is skipped without it. */
export const gammapyNote = hasGammapy ? "" : " (skipped: apt-get install python3-gammapy)";

/** Runs a Python script; the last line that it prints is its answer, as JSON. */
export function gammapy(script: string, ...args: string[]): unknown {
  const prelude = "import json, sys, warnings\nwarnings.simplefilter('ignore')\nimport numpy as np\nimport astropy.units as u\n";
  const said = execFileSync(python, ["-c", prelude + script, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(said.trim().split("\n").at(-1)!);
}
