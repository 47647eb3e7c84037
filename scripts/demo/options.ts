import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

export interface DemoOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly jupyter: boolean;
  readonly reset: boolean;
}

/** A fault that the person who typed the command can mend: printed as one line, exit 1. */
export class StartFault extends Error {}

const USAGE = "Usage: npm run demo -- [--port 3000] [--data-dir .demo] [--no-jupyter] [--reset]";
/** Ports after the portal's that the other parts take. */
export const PORT_COUNT = 7;

export function demoOptions(args: readonly string[], root: string): DemoOptions {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: { port: { type: "string", default: "3000" }, "data-dir": { type: "string", default: ".demo" }, "no-jupyter": { type: "boolean", default: false }, reset: { type: "boolean", default: false } },
    }));
  } catch (error) {
    throw new StartFault(`${(error as Error).message}\n${USAGE}`);
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port + PORT_COUNT - 1 > 65535) {
    throw new StartFault(`--port ${values.port}: give a number from 1024 to ${65536 - PORT_COUNT}; the parts take it and the ${PORT_COUNT - 1} ports after it.\n${USAGE}`);
  }
  return { port, dataDir: path.resolve(root, values["data-dir"]), jupyter: !values["no-jupyter"], reset: values.reset };
}

/** What the first start writes at most: database, simulated data and their copies in the lake, logs. */
const NEEDED_BYTES = 600e6;

/** Makes the data folder, and refuses one that can not be written or has no room, before anything is started on it. */
export function prepareDataDir(dataDir: string): void {
  try {
    fs.mkdirSync(path.join(dataDir, "logs"), { recursive: true, mode: 0o700 });
    const probe = path.join(dataDir, `.writable-${process.pid}`);
    fs.writeFileSync(probe, Buffer.alloc(4096));
    fs.rmSync(probe);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new StartFault(
      code === "ENOSPC"
        ? `The disk of ${dataDir} is full: free some room, or choose another folder with --data-dir.`
        : `The data folder ${dataDir} can not be written (${code ?? (error as Error).message}): mend its permissions, or choose another folder with --data-dir.`,
    );
  }
  const { bavail, bsize } = fs.statfsSync(dataDir);
  if (bavail * bsize < NEEDED_BYTES) {
    throw new StartFault(`Only ${Math.round((bavail * bsize) / 1e6)} MB are free on the disk of ${dataDir}; the demo needs ${NEEDED_BYTES / 1e6} MB. Free some room, or choose another folder with --data-dir.`);
  }
}
