import { randomUUID } from "node:crypto";
import http from "node:http";
import { addToBasket } from "@/lib/basket/basket";
import { archivePath } from "@/lib/basket/archive/address";
import { planArchive } from "@/lib/basket/archive/plan";
import { draftManifest } from "@/lib/basket/manifest";
import { keepManifestId } from "@/lib/basket/manifest/freeze";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { signPermit } from "@/lib/http/permit";
import { iamPart, productParts } from "../demo/parts";
import { loadStore, settle } from "./catalogue";
import type { Figure } from "./figure";
import type { Platform } from "./platform";
import { median } from "./statistics";
import { OPEN_POLICY, syntheticProjects } from "./synthetic-projects";
import { syntheticStore } from "./synthetic-store";

const FILES = 20_000;
/** Each has an event file and a log, and three of five their metadata. */
const OBSERVATIONS = Math.ceil(FILES / 2.6);
const ROUNDS = 5;
const STORE = "syn-archive";
const viewer: SignedInViewer = { kind: "user", sub: "bench-archive", username: "bench-archive", name: null, groups: [] };

/** A basket of twenty thousand files as one ZIP: from the wish to the first byte of its first file, which is made of all of them. */
export async function archiveFigures(platform: Platform): Promise<Figure[]> {
  const [, files] = productParts(platform.setting);
  await platform.start(iamPart(platform.setting), files!);
  await fillBasket(platform);
  const taken = { draftMs: [] as number[], freezeMs: [] as number[], planMs: [] as number[], firstByteMs: [] as number[], totalMs: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    const started = performance.now();
    const draft = await draftManifest(viewer);
    if (draft.files.length < FILES) throw new Error(`the basket has ${draft.files.length} files instead of ${FILES}`);
    const drafted = performance.now();
    const id = await keepManifestId(viewer, draft);
    const frozen = performance.now();
    const path = archivePath(id, "zip");
    await firstByteOf(`http://127.0.0.1:${platform.setting.ports.files}${path}?permit=${encodeURIComponent(signPermit(viewer.sub, path))}`);
    const begun = performance.now();
    await planArchive(viewer, id, "zip", 0);
    const planned = performance.now();
    // The first one warms plans and caches; what it keeps, the others find again, as whoever comes back does.
    if (round === 0) continue;
    taken.draftMs.push(drafted - started);
    taken.freezeMs.push(frozen - drafted);
    taken.firstByteMs.push(begun - frozen);
    taken.totalMs.push(begun - started);
    taken.planMs.push(planned - begun);
  }
  const values = Object.fromEntries(Object.entries(taken).map(([name, each]) => [name, median(each)]));
  const how = `a basket of ${FILES} files of ${OBSERVATIONS} observations, IRFs left out: the portal drafts and keeps its manifest, the files process plans the archive (planMs: alone) and sends the first byte`;
  return [{ name: `archive.${FILES}`, values, unit: "ms", budget: { ratio: median(taken.totalMs) / 1000, limit: 1 }, n: ROUNDS, how }];
}

async function fillBasket(platform: Platform): Promise<void> {
  const store = syntheticStore({ name: STORE, observations: OBSERVATIONS, products: true, member: false });
  const project = syntheticProjects(STORE, OPEN_POLICY + 1, false)[OPEN_POLICY]!;
  const { observations } = store.content;
  const open = { [Symbol.iterator]: () => [...observations].map((each) => ({ ...each, projectCode: project.code }))[Symbol.iterator]() };
  await loadStore({ ...store, content: { ...store.content, projects: [project], observations: open } });
  await settle(platform);
  await withSystemSql("bench", (sql) => sql.run(`INSERT INTO "user" (id, sub, username) VALUES ($1, $2, $2)`, [randomUUID(), viewer.sub]));
  const { totalCount } = await addToBasket(viewer, { query: { collection: STORE }, withIrfs: false }, null);
  if (totalCount !== OBSERVATIONS) throw new Error(`the basket holds ${totalCount} observations of ${OBSERVATIONS}`);
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
