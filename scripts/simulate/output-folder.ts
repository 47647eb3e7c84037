import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { SimulationRefused } from "@/scripts/simulate/errors";

/** File that marks a folder as written by a simulation, and lists what it wrote there. */
export const markerName = "simulation.json";
const markerSchema = z.object({ generator: z.string(), seed: z.number(), entries: z.array(z.string()) });
export type Marker = z.infer<typeof markerSchema>;

/**
 * Writes a folder as a whole: `write` fills a new one beside it, which takes the name of `out` when it is complete.
 * What an earlier simulation wrote is replaced; anything else is refused, so that no file of the user's is lost.
 *
 * @throws SimulationRefused when `out` holds other files or can not be written
 */
export function writeFolder<T>(out: string, write: (folder: string) => T): T {
  refuseForeign(out);
  // A link to a folder on another disk stays one.
  const target = existsSync(out) ? realpathSync(out) : out;
  const [parent, name] = [path.dirname(target), path.basename(target)];
  const fresh = path.join(parent, `.${name}.writing-${process.pid}`);
  try {
    mkdirSync(parent, { recursive: true });
    removeLeftovers(parent, name);
    mkdirSync(fresh);
  } catch (error) {
    throw explain(error, out);
  }
  try {
    const result = write(fresh);
    putInPlace(fresh, target, path.join(parent, `.${name}.replaced-${process.pid}`));
    return result;
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw explain(error, out);
  }
}

function putInPlace(fresh: string, target: string, replaced: string): void {
  const hadOne = existsSync(target);
  if (hadOne) renameSync(target, replaced);
  try {
    renameSync(fresh, target);
  } catch (error) {
    if (hadOne) renameSync(replaced, target);
    throw error;
  }
  rmSync(replaced, { recursive: true, force: true });
}

function refuseForeign(out: string): void {
  if (!existsSync(out)) return;
  if (!statSync(out).isDirectory()) throw new SimulationRefused(`${out} is a file: give a folder with --out.`);
  const found = readdirSync(out);
  if (found.length === 0) return;
  const known = readMarker(out)?.entries ?? [];
  const foreign = found.find((name) => name !== markerName && !known.includes(name));
  if (foreign !== undefined || known.length === 0) {
    throw new SimulationRefused(
      `${out} holds '${foreign ?? found[0]}', which no simulation wrote: give a new or empty folder with --out, or move that away.`,
    );
  }
}

function readMarker(out: string): Marker | null {
  try {
    return markerSchema.parse(JSON.parse(readFileSync(path.join(out, markerName), "utf8")));
  } catch {
    return null;
  }
}

/** Folders of simulations that were killed, told by their process being gone. */
function removeLeftovers(parent: string, name: string): void {
  for (const entry of readdirSync(parent)) {
    const match = entry.startsWith(`.${name}.`) ? /\.(writing|replaced)-(\d+)$/.exec(entry) : null;
    if (match && !isRunning(Number(match[2]))) rmSync(path.join(parent, entry), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const causes: Record<string, string> = {
  ENOSPC: "the disk is full: free some space, or give a folder on another disk with --out",
  EACCES: "it may not be written by this account: give another folder with --out",
  EPERM: "it may not be written by this account: give another folder with --out",
  ENOENT: "a folder above it is missing and can not be made: give another folder with --out",
  EROFS: "the disk can only be read: give another folder with --out",
  ENOTDIR: "a part of its path is a file: give another folder with --out",
  EEXIST: "a part of its path is a file: give another folder with --out",
};

function explain(error: unknown, out: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const cause = code === undefined ? undefined : causes[code];
  return cause ? new SimulationRefused(`${out} can not be written: ${cause}.`, { cause: error }) : error;
}
