import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { root, runPackage } from "./test/command";

// `npm run shots`: a picture of every page in both themes at 1440 and 390 pixels, into shots/, to be looked at.
// `npm run shots -- --guide` makes the documentation's pictures anew, by the journeys that show what they show.

const { values } = parseArgs({ options: { guide: { type: "boolean", default: false } } });
const folder = path.join(root, "shots");
if (values.guide) {
  fs.mkdirSync(path.join(root, "public/guide"), { recursive: true });
  process.exitCode = await runPackage("@playwright/test/cli.js", ["test", "documentation", "spectrum", "embargo-manager.spec"], { GUIDE_PICTURES: "yes" });
} else {
  fs.rmSync(folder, { recursive: true, force: true });
  process.exitCode = await runPackage("@playwright/test/cli.js", ["test", "e2e/shots"], { SHOTS_DIR: folder });
  console.log(`Pictures: ${folder}`);
}
