import { randomUUID } from "node:crypto";
import http from "node:http";
import { addToBasket, removeFromBasket } from "@/lib/basket/basket";
import { archivePath } from "@/lib/basket/archive/address";
import { keepStore } from "@/lib/basket/manifest";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { signPermit } from "@/lib/http/permit";
import { iamPart, productParts } from "../demo/parts";
import { loadStore, settle } from "./catalogue";
import type { Figure } from "./figure";
import type { Platform } from "./platform";
import { median } from "./statistics";
import { FIRST_OBS_ID } from "./synthetic-observations";
import { OPEN_POLICY, syntheticProjects } from "./synthetic-projects";
import { syntheticStore } from "./synthetic-store";

const SIZES = [5000, 20_000];
/** Each observation has an event file and a log, and three of five their metadata. */
const FILES_EACH = 2.6;
const ROUNDS = 5;

/** Baskets of thousands of files as one ZIP: from the wish to the first byte of its first file, which is made of all of them. */
export async function archiveFigures(platform: Platform): Promise<Figure[]> {
  const [, files] = productParts(platform.setting);
  await platform.start(iamPart(platform.setting), files!);
  const figures: Figure[] = [];
  for (const size of SIZES) figures.push(await archiveFigure(platform, size));
  return figures;
}

async function archiveFigure(platform: Platform, files: number): Promise<Figure> {
  const store = `syn-archive-${files}`;
  const observations = Math.ceil(files / FILES_EACH) + 3 * ROUNDS;
  const viewer: SignedInViewer = { kind: "user", sub: store, username: store, name: null, groups: [] };
  await fillBasket(platform, viewer, store, observations);
  const first: Times[] = [];
  const again: Times[] = [];
  // The first round warms plans and caches.
  for (let round = 0; round <= ROUNDS; round++) {
    // One observation less each time, so that what is asked for was never kept before.
    const { changed } = await removeFromBasket(viewer, { ids: [`${store}:${FIRST_OBS_ID + round}`] }, null);
    if (changed !== 1) throw new Error("the basket is what it was, so that its manifest was kept before");
    first.push(await timesOf(platform, viewer, files));
    again.push(await timesOf(platform, viewer, files));
  }
  const medianOf = (times: readonly Times[], part: keyof Times) => median(times.slice(1).map((each) => each[part]));
  const values = { ...Object.fromEntries(parts.map((part) => [part, medianOf(first, part)])), againMs: medianOf(again, "totalMs") };
  const how = `a basket of ${files} files of ${observations} observations, IRFs left out: the portal keeps its manifest, the files process plans the archive and sends the first byte; againMs: all of it once more, when the same was kept before`;
  return { name: `archive.${files}`, values, unit: "ms", budget: { ratio: medianOf(first, "totalMs") / 1000, limit: 1 }, n: ROUNDS, how };
}

const parts = ["keepMs", "firstByteMs", "totalMs"] as const;
type Times = Record<(typeof parts)[number], number>;

async function timesOf(platform: Platform, viewer: SignedInViewer, files: number): Promise<Times> {
  const started = performance.now();
  const id = await keepStore(viewer);
  const path = archivePath(id, "zip");
  const kept = performance.now();
  await firstByteOf(`http://127.0.0.1:${platform.setting.ports.files}${path}?permit=${encodeURIComponent(signPermit(viewer.sub, path))}`);
  const begun = performance.now();
  await requireFiles(id, files);
  return { keepMs: kept - started, firstByteMs: begun - kept, totalMs: begun - started };
}

/** Of so many files it was, and none was left out. */
async function requireFiles(manifestId: string, files: number): Promise<void> {
  const [row] = await withSystemSql("bench", (sql) => sql.rows<{ number: number }>("SELECT release_count AS number FROM manifest WHERE id = $1", [manifestId]));
  if (row!.number < files) throw new Error(`the archive has ${row!.number} files instead of ${files}`);
}

async function fillBasket(platform: Platform, viewer: SignedInViewer, name: string, count: number): Promise<void> {
  const store = syntheticStore({ name, observations: count, products: true, member: false });
  const project = syntheticProjects(name, OPEN_POLICY + 1, false)[OPEN_POLICY]!;
  const { observations } = store.content;
  const open = { [Symbol.iterator]: () => [...observations].map((each) => ({ ...each, projectCode: project.code }))[Symbol.iterator]() };
  await loadStore({ ...store, content: { ...store.content, projects: [project], observations: open } });
  await settle(platform);
  await withSystemSql("bench", (sql) => sql.run(`INSERT INTO "user" (id, sub, username) VALUES ($1, $2, $2)`, [randomUUID(), viewer.sub]));
  const { totalCount } = await addToBasket(viewer, { query: { collection: name }, withIrfs: false }, null);
  if (totalCount !== count) throw new Error(`the basket holds ${totalCount} observations of ${count}`);
}

/** Asks, and hangs up when the first byte is there. */
function firstByteOf(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get(url, (answer) => {
        if (answer.statusCode !== 200) return reject(new Error(`the archive answered ${answer.statusCode}`));
        answer.once("data", () => {
          answer.destroy();
          resolve();
        });
      })
      .on("error", reject);
  });
}
