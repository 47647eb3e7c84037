import fs from "node:fs";
import path from "node:path";
import { makeDemoData } from "../demo/data";
import { hubPart, productParts, systemEnvironment } from "../demo/parts";
import type { Figure } from "./figure";
import { BareHub } from "./launch-hub";
import { LaunchPortal } from "./launch-portal";
import { type Platform, root } from "./platform";
import { portalUrl, startPortal, tokenOf } from "./portal";
import { median } from "./statistics";

const USERNAME = "pi-crab";
const PROJECT = "SIM-CRAB";
const ROUNDS = 9;
const LIMIT = 1.2;

/** A launch of the SIM-CRAB basket beside what the hub itself needs to spawn, and a copy of the same bytes, by turns. */
export async function launchFigure(platform: Platform, python: string): Promise<Figure> {
  const { setting } = platform;
  await makeDemoData(root, setting.options.dataDir, { ...systemEnvironment(setting), AIRSHOWER_PROCESS: "loader" });
  await startPortal(platform);
  fs.mkdirSync(path.join(setting.options.dataDir, "hub"), { recursive: true });
  const [, files, worker] = productParts(setting);
  await platform.start(files!, worker!, hubPart(setting, python));

  const portal = new LaunchPortal(portalUrl(platform), await tokenOf(platform, USERNAME));
  const bare = new BareHub({ url: setting.hubUrl!, token: setting.secrets.hubToken, title: "hub" });
  await bare.makeUser(USERNAME);
  await portal.fillBasket(PROJECT);
  const service = await portal.service();
  const samples = { launch: [] as number[], spawn: [] as number[], copy: [] as number[] };
  let bytes = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const spawnMs = await bare.spawn(USERNAME, "bare");
    await bare.remove(USERNAME, "bare");
    const launched = await portal.launch(service);
    const copyMs = copyOfStagedBytes(platform);
    await portal.end(launched.id);
    bytes = launched.bytes;
    // The first round also reads programs from the disk.
    if (round === 0) continue;
    samples.launch.push(launched.ms);
    samples.spawn.push(spawnMs);
    samples.copy.push(copyMs);
  }
  const [launchMs, spawnMs, copyMs] = [median(samples.launch), median(samples.spawn), median(samples.copy)];
  return {
    name: "launch",
    values: { launchMs, spawnMs, copyMs, surplusMs: launchMs - spawnMs - copyMs, bytes },
    unit: "ms",
    budget: { ratio: launchMs / (spawnMs + copyMs), limit: LIMIT },
    n: ROUNDS,
    how: `POST /launches of ${PROJECT} with its IRFs until the event 'ready', by turns with a named server of the same hub started by its REST API and a copy of the staged folder on the same disk`,
  };
}

/** Copies what the launch staged, file by file, and removes the copy. */
function copyOfStagedBytes({ setting }: Platform): number {
  const home = path.join(setting.options.dataDir, "hub/homes", USERNAME);
  const staged = fs.readdirSync(home).map((name) => path.join(home, name, "data")).find((folder) => fs.existsSync(folder));
  if (staged === undefined) throw new Error(`The launch staged nothing below ${home}`);
  const copy = path.join(setting.options.dataDir, "copy");
  const started = performance.now();
  fs.cpSync(staged, copy, { recursive: true });
  const ms = performance.now() - started;
  fs.rmSync(copy, { recursive: true });
  return ms;
}
