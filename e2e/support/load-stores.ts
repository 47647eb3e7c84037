import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { command, demoDataDir, hasSharedData, sharedData } from "./demo";

/** Beside the demo's own data, the real H.E.S.S. store, loaded as an operator would, where its folder is there. */
export default async function loadStores(): Promise<void> {
  // The portal answers a moment before the demo has written where its parts are.
  while (!fs.existsSync(path.join(demoDataDir(), "demo.json"))) await sleep(100);
  if (!hasSharedData) return;
  await command("scripts/load.ts", path.join(sharedData, "hess-dl3-dr1"), "--collection", "hess-dl3-dr1", "--projects", path.join(sharedData, "projects.json"), "--managers", "cta/embargo-managers", "--data-dir", demoDataDir());
}
