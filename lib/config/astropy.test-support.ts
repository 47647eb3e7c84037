import { execFileSync, spawnSync } from "node:child_process";

const python = "/usr/bin/python3";

/** Whether the reference implementation is there to compare with. */
export const hasAstropy = spawnSync(python, ["-c", "import astropy.io.fits"]).status === 0;

/** Ends the name of a test that is skipped without astropy. */
export const astropyNote = hasAstropy ? "" : " (skipped: apt-get install python3-astropy)";

/** Runs a Python script with `fits` and `np` imported and warnings as errors; what it prints is its answer, as JSON. */
export function astropy(script: string, ...args: string[]): unknown {
  const prelude = "import json, sys, warnings\nwarnings.simplefilter('error')\nwarnings.simplefilter('ignore', ResourceWarning)\nfrom astropy.io import fits\nimport numpy as np\n";
  return JSON.parse(execFileSync(python, ["-c", prelude + script, ...args], { encoding: "utf8" }));
}
