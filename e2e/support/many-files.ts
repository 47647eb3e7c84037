import fs from "node:fs";
import path from "node:path";
import { schedule } from "../../scripts/simulate/observatory";
import type { ProjectPlan } from "../../scripts/simulate/plan";
import { projectsFile } from "../../scripts/simulate/projects-file";
import { crab, crabSpectrum } from "../../scripts/simulate/project-crab";
import { offsetBy } from "../../scripts/simulate/sky";
import { writeStore } from "../../scripts/simulate/store";

// A store of two hundred files as a process, since simulating it takes seconds: three files for each of its short
// observations, and the store's own. Usage: node --import tsx e2e/support/many-files.ts FOLDER

const OBSERVATIONS = 66;
const SEED = 7;
const DURATION_SEC = 60;
const SEC_PER_DAY = 86_400;

const pointing = offsetBy(crab, 0, 0.5);
const first = schedule(pointing, 30, "rising", "2024-01-10");
const project: ProjectPlan = {
  code: "SIM-MANY",
  title: "Many short observations of the Crab Nebula (simulated)",
  pi: "pi-pks",
  group: "cta/projects/hess-pks2155",
  store: "sim-many",
  psf: "psf_3gauss",
  gzip: false,
  irfs: "per observation",
  metaRelease: "2999-01-01T00:00:00Z",
  dataRelease: "2999-01-01T00:00:00Z",
  overrides: new Map(),
  observations: Array.from({ length: OBSERVATIONS }, (_, i) => ({
    obsId: 70_001 + i,
    object: "Crab Nebula",
    objectDirection: crab,
    pointing,
    pointingNote: "wobble +0.5 deg in declination",
    ...first,
    midMjd: first.midMjd + (i * 2 * DURATION_SEC) / SEC_PER_DAY,
    durationSec: DURATION_SEC,
    gaps: 0,
    quality: 0,
    note: "",
    withBackgroundModel: true,
    sources: [{ name: "Crab Nebula", direction: crab, spectrum: crabSpectrum }],
  })),
};

const folder = process.argv[2]!;
writeStore(project, path.join(folder, project.store), SEED);
fs.writeFileSync(path.join(folder, "projects.json"), projectsFile([project]));
