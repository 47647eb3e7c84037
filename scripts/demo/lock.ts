import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { startTicks } from "../processes/register";
import { StartFault } from "./options";

const lockSchema = z.object({ pid: z.number().int(), startedTicks: z.string(), portalUrl: z.string() });

/** One demo per data folder: two would start two databases on the same files. */
export function takeLock(dataDir: string, portalUrl: string): () => void {
  const file = path.join(dataDir, "lock.json");
  const held = readLock(file);
  if (held && startTicks(held.pid) === held.startedTicks) {
    throw new StartFault(`A demo is running on ${dataDir} already, at ${held.portalUrl} (process ${held.pid}). End it with Ctrl-C there, or choose another folder with --data-dir and another --port.`);
  }
  fs.writeFileSync(file, JSON.stringify({ pid: process.pid, startedTicks: startTicks(process.pid) ?? "", portalUrl }));
  return () => fs.rmSync(file, { force: true });
}

function readLock(file: string): z.infer<typeof lockSchema> | undefined {
  try {
    return lockSchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
