import fs from "node:fs";
import path from "node:path";
import { ConfigurationError, environment } from "@/lib/config/environment";
import { ownAnalysisIds } from "../analyses/own";
import { softwareOf } from "./codemeta";
import { RecordUnusable, type SoftwareRecord } from "./record";
import { type NotebookTemplate, readTemplate } from "./template";

/** A notebook of the local folder. */
export interface LocalAnalysis {
  /** The name of its folder. */
  readonly id: string;
  readonly record: SoftwareRecord;
  readonly template: NotebookTemplate;
}

export interface LocalSoftware {
  readonly analyses: readonly LocalAnalysis[];
  /** Records without a notebook beside them: environments. */
  readonly environments: readonly SoftwareRecord[];
}

const ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
const LARGEST_BYTES = 5e6;
const nothing: LocalSoftware = { analyses: [], environments: [] };
const kept = globalThis as typeof globalThis & { airshowerSoftware?: LocalSoftware };

/**
 * What SOFTWARE_FOLDER holds, read once: in each of its folders a `codemeta.json`, and a notebook beside it where it is
 * an analysis.
 *
 * @throws ConfigurationError with every fault of every folder
 */
export function localSoftware(): LocalSoftware {
  kept.airshowerSoftware ??= read();
  return kept.airshowerSoftware;
}

/** Tests have a folder each. */
export function forgetSoftware(): void {
  kept.airshowerSoftware = undefined;
}

function read(): LocalSoftware {
  const { SOFTWARE_FOLDER } = environment();
  if (SOFTWARE_FOLDER === undefined) return nothing;
  const faults: string[] = [];
  const analyses: LocalAnalysis[] = [];
  const environments: SoftwareRecord[] = [];
  for (const id of foldersOf(SOFTWARE_FOLDER)) {
    try {
      const entry = readEntry(path.join(SOFTWARE_FOLDER, id), id);
      if ("template" in entry) analyses.push(entry);
      else environments.push(entry);
    } catch (error) {
      if (!(error instanceof RecordUnusable)) throw error;
      faults.push(`${path.join(SOFTWARE_FOLDER, id)}: ${error.message}.`);
    }
  }
  if (faults.length > 0) throw new ConfigurationError(faults);
  return { analyses, environments };
}

function foldersOf(folder: string): string[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.name.startsWith(".") && (entry.isDirectory() || entry.isSymbolicLink())).map(({ name }) => name).sort();
  } catch (error) {
    throw new ConfigurationError([`SOFTWARE_FOLDER names ${folder}, which can not be read (${(error as NodeJS.ErrnoException).code}). Name a folder that this process may read; docs/operations.md says what lies in it.`]);
  }
}

function readEntry(folder: string, id: string): LocalAnalysis | SoftwareRecord {
  const record = softwareOf(parsed(textOf(path.join(folder, "codemeta.json")), "codemeta.json"));
  const notebooks = fs.readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  if (notebooks.length > 1) throw new RecordUnusable(`it has ${notebooks.length} notebooks, and one analysis is one notebook: give each a folder of its own`);
  if (notebooks.length === 0) {
    if (record.repository === null && record.image === null) throw new RecordUnusable("it has no notebook, and its codemeta.json names neither an image (docker://…) nor what a BinderHub builds (a link with /v2/ in it, or a DOI at Zenodo)");
    return record;
  }
  if (!ID.test(id)) throw new RecordUnusable("an analysis is named by its folder: small letters, digits and hyphens, 40 at most");
  if ((ownAnalysisIds as readonly string[]).includes(id)) throw new RecordUnusable("an analysis of the portal's own has that name: give the folder another one");
  if (record.reads === null || record.reads.containments.length === 0) throw new RecordUnusable("its codemeta.json does not say what the notebook needs: supportingData names `event lists`, and `full-enclosure IRFs`, `point-like IRFs` or both");
  return { id, record, template: readTemplate(parsed(textOf(path.join(folder, notebooks[0]!)), notebooks[0]!)) };
}

function textOf(file: string): string {
  try {
    if (fs.statSync(file).size > LARGEST_BYTES) throw new RecordUnusable(`${path.basename(file)} is larger than ${LARGEST_BYTES / 1e6} MB: save a notebook without its outputs`);
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof RecordUnusable) throw error;
    throw new RecordUnusable(`${path.basename(file)} can not be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new RecordUnusable(`${name} is no JSON: ${(error as Error).message}`);
  }
}
