import fs from "node:fs";
import path from "node:path";
import { ProcessRegister } from "../processes/register";
import { Supervisor } from "../processes/supervisor";
import { buildPortal, generateClient, isBuilt } from "./build";
import { hasDemoData, makeDemoData } from "./data";
import { keepDatabase, startDatabase } from "./database";
import { canInstallHub, type FoundHub, findHub, installHub } from "./hub";
import { takeLock } from "./lock";
import { type DemoOptions, demoOptions, prepareDataDir, StartFault } from "./options";
import { type DemoSetting, hubPart, iamPart, productParts, systemEnvironment } from "./parts";
import { checkPorts, portsFrom } from "./ports";
import { demoSecrets } from "./secrets";
import { step } from "./steps";

// `npm run demo`: PostgreSQL, demo IAM, portal, files process, worker and JupyterHub, on this machine only.

const root = path.resolve(import.meta.dirname, "../..");
const started = performance.now();
const ending: (() => Promise<void> | void)[] = [];
let ended: Promise<never> | undefined;

/** Ends what was started, last first, once; whatever asks for it. */
function end(code: number): Promise<never> {
  ended ??= (async () => {
    for (const each of ending.reverse()) await each();
    process.exit(code);
  })();
  return ended;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (!ended) console.log("\nEnding what was started …");
    void end(0);
  });
}

async function main(options: DemoOptions): Promise<void> {
  if (options.reset) removeDataDir(options.dataDir);
  prepareDataDir(options.dataDir);
  const ports = portsFrom(options.port);
  const portalUrl = `http://127.0.0.1:${ports.portal}`;
  const unlock = takeLock(options.dataDir, portalUrl);
  ending.push(unlock);
  const register = new ProcessRegister(path.join(options.dataDir, "processes.json"));
  const left = await register.endLeftovers();
  if (left.length > 0) console.log(`  ended what an earlier demo left running: ${left.join(", ")}`);
  // A database that an earlier demo left on this folder is found by its own pid file and kept.
  await checkPorts(ports, fs.existsSync(path.join(options.dataDir, "postgres/postmaster.pid")) ? ["postgres"] : []);

  const supervisor = new Supervisor(register, (line) => console.log(`  ${line}`));
  const secrets = demoSecrets(options.dataDir);
  // First: the migrations send to the job queue through the database's generated client.
  await generateClient(root);
  const database = await step("PostgreSQL", () => startDatabase(root, options.dataDir, ports.postgres, secrets));
  ending.push(keepDatabase(root, options.dataDir, ports.postgres, secrets, database, (line) => console.log(`  ${line}`)));
  ending.push(() => supervisor.stop());

  const hub = options.jupyter ? await chooseHub() : { missing: "started with --no-jupyter" };
  const setting: DemoSetting = { root, options, ports, secrets, database, hubUrl: "url" in hub ? hub.url : "python" in hub ? `http://127.0.0.1:${ports.hub}` : null, hubSoftware: "software" in hub ? hub.software : process.env.HUB_SOFTWARE };
  if (!hasDemoData(options.dataDir)) await step("demonstration data (simulated, then loaded)", () => makeDemoData(root, options.dataDir, { ...systemEnvironment(setting), AIRSHOWER_PROCESS: "loader" }));
  if (!isBuilt(root)) await step("build of the portal (at the first start, and when its sources changed)", () => buildPortal(root));
  await step("demo IAM, portal, files process and worker", () => Promise.all([iamPart(setting), ...productParts(setting)].map((part) => supervisor.start(part))));
  if ("python" in hub) await step("JupyterHub", () => startHub(supervisor, setting, hub.python));
  writeAddresses(setting);
  printAddresses(setting, "missing" in hub ? hub.missing : null);
}

/** A configured hub; else one found here; else, as root on Debian, one installed from its packages; else none. */
async function chooseHub(): Promise<{ url: string } | FoundHub> {
  if (process.env.HUB_URL && process.env.HUB_TOKEN) return { url: process.env.HUB_URL };
  const found = findHub();
  if ("python" in found || !canInstallHub()) return found;
  try {
    await step("JupyterHub and gammapy from Debian's packages (620 MB, once)", async () => installHub());
  } catch (error) {
    return { missing: (error as Error).message };
  }
  return findHub();
}

async function startHub(supervisor: Supervisor, setting: DemoSetting, python: string): Promise<void> {
  fs.mkdirSync(path.join(setting.options.dataDir, "hub"), { recursive: true });
  await supervisor.start(hubPart(setting, python));
}

function removeDataDir(dataDir: string): void {
  if (!fs.existsSync(dataDir)) return;
  // Only a folder that a demo made is removed: --data-dir / --reset must not cost anybody their files.
  if (!fs.existsSync(path.join(dataDir, "secrets.json"))) throw new StartFault(`--reset: ${dataDir} was not made by a demo (it has no secrets.json), so it is left as it is. Remove it by hand, or choose another folder.`);
  takeLock(dataDir, "")();
  fs.rmSync(dataDir, { recursive: true, force: true });
}

/** Where the parts are, for `npm run token` and other scripts. No secrets. */
function writeAddresses({ options, ports, hubUrl }: DemoSetting): void {
  const address = (port: number) => `http://127.0.0.1:${port}`;
  const content = { portalUrl: address(ports.portal), filesUrl: address(ports.files), issuer: address(ports.iam), hubUrl, postgresPort: ports.postgres };
  fs.writeFileSync(path.join(options.dataDir, "demo.json"), JSON.stringify(content, null, 2));
}

function printAddresses({ options, ports, hubUrl }: DemoSetting, hubMissing: string | null): void {
  console.log(`
Airshower serves at http://127.0.0.1:${ports.portal}  (after ${((performance.now() - started) / 1000).toFixed(1)} s)

  accounts (the password is the name)
    pi-crab, pi-agn, pi-gps   principal investigators of SIM-CRAB, SIM-AGN, SIM-GPS
    pi-msh, pi-pks            of HESS-MSH and HESS-PKS2155, once that store is loaded
    analyst                   member of SIM-CRAB and SIM-AGN
    manager, manager2         embargo managers
    outsider                  no group
  notebooks   ${hubUrl ?? `none: ${hubMissing}`}
  logs        ${path.join(options.dataDir, "logs")}
  a token     npm run -s token -- --user pi-crab${options.dataDir === path.join(root, ".demo") ? "" : ` --data-dir ${options.dataDir}`}

Ctrl-C ends everything. ${hubUrl ? "Notebooks run here as your own account: fine on your machine, not for others' use." : ""}`);
}

try {
  await main(demoOptions(process.argv.slice(2), root));
} catch (error) {
  const full = (error as NodeJS.ErrnoException).code === "ENOSPC" || /No space left on device/.test((error as Error).message);
  console.error(full ? "\nThe disk is full: free some room, or choose another folder with --data-dir. What was saved is kept." : error instanceof StartFault ? `\n${error.message}` : `\n${(error as Error).message}`);
  await end(1);
}
