import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** The seed of the demonstration data: the same for everybody, so that screenshots and questions agree. */
const SEED = 42;

/** Simulates and loads the demonstration data once; a run that was cut short is begun again. */
export async function makeDemoData(root: string, dataDir: string, env: Record<string, string>): Promise<void> {
  const stores = path.join(dataDir, "stores");
  if (!fs.existsSync(path.join(stores, "projects.json"))) {
    const partial = `${stores}.partial`;
    fs.rmSync(partial, { recursive: true, force: true });
    fs.rmSync(stores, { recursive: true, force: true });
    await runScript(root, "scripts/simulate.ts", ["--out", partial, "--seed", String(SEED)], env);
    fs.renameSync(partial, stores);
  }
  for (const name of storeNames(stores)) {
    await runScript(root, "scripts/load.ts", [path.join(stores, name), "--collection", name, "--projects", path.join(stores, "projects.json")], env);
  }
  writeStoresFile(stores, storesFile(dataDir));
  fs.writeFileSync(path.join(dataDir, "stores-loaded"), "");
}

/** From where managers may have the demonstration data loaded again (STORES_FILE of the worker). */
export function storesFile(dataDir: string): string {
  return path.join(dataDir, "stores.yaml");
}

function writeStoresFile(stores: string, file: string): void {
  const entries = storeNames(stores).map((name) => ({ collection: name, store: path.resolve(stores, name), projects: path.resolve(stores, "projects.json") }));
  // JSON is YAML.
  fs.writeFileSync(file, JSON.stringify({ stores: entries }, null, 1));
}

export function hasDemoData(dataDir: string): boolean {
  return fs.existsSync(path.join(dataDir, "stores-loaded"));
}

function storeNames(stores: string): string[] {
  return fs.readdirSync(stores).filter((name) => fs.existsSync(path.join(stores, name, "obs-index.fits.gz")));
}

function runScript(root: string, script: string, args: string[], env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, ["--import", "tsx", path.join(root, script), ...args], { cwd: root, env: env as NodeJS.ProcessEnv, stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk));
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${script} failed:\n${output}`))));
  });
}
