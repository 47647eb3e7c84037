import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadStore } from "@/lib/catalogue/load/load-store";
import { lakeBackend } from "@/lib/datalake/registry";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { viewer } from "@/lib/embargo/fixture.test-support";
import { readHduIndex } from "@/lib/gadf/hdu-index";
import { writeHduIndex } from "@/lib/gadf/write-index";
import { simulate } from "@/scripts/simulate/simulate";
import { matchIrfs } from "./match-irfs";

testDatabase();
const pi = viewer("pi-crab", "cta/projects/sim-crab");
const out = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "airshower-swap-")), "sim");
const store = path.join(out, "sim-crab");
const index = path.join(store, "hdu-index.fits.gz");

beforeAll(async () => {
  simulate({ out, seed: 7, only: "SIM-CRAB" });
  await load();
});
afterAll(() => fs.rmSync(path.dirname(out), { recursive: true, force: true }));

const load = () => loadStore({ store, collection: "sim-crab", projectsFile: path.join(out, "projects.json"), takeIn: (file) => lakeBackend("local").put(file), progress: () => undefined });
const disagreements = async (obsId: number) => {
  const { items } = await matchIrfs(pi, { observationIds: [`sim-crab:${obsId}`], analysis: "spectrum" });
  return items[0]!.components.flatMap((component) => component.disagreements);
};

/** Gives two observations each other's IRFs, in the store's own index. */
async function swapIrfs(a: number, b: number): Promise<void> {
  const { definition, rows } = await readHduIndex(index);
  const fileOf = (obsId: number) => rows.find((row) => row.obsId === BigInt(obsId))!;
  const swapped = rows.map((row) => {
    const other = { [a]: b, [b]: a }[Number(row.obsId)];
    const { fileDir, fileName } = other !== undefined && !["events", "gti"].includes(row.hduType) ? fileOf(other) : row;
    return { row: row.raw, path: `${fileDir}/${fileName}` };
  });
  fs.writeFileSync(index, writeHduIndex([{ definition, rows: swapped }]).bytes);
}

it("reports two SIM-CRAB observations that have each other's IRFs, with both zenith angles", async () => {
  // 50101 was taken at 20 degrees, 50105 at 55: no file, no header and no fit would say a word.
  expect(await disagreements(50101)).toEqual([]);
  expect(await disagreements(50105)).toEqual([]);
  await swapIrfs(50101, 50105);
  await load();
  for (const [obsId, own, other] of [[50101, 20, 55], [50105, 55, 20]] as const) {
    const words = (await disagreements(obsId)).join("\n");
    expect(words).toMatch(/zenith/i);
    expect(words).toContain(String(own));
    expect(words).toContain(String(other));
  }
});
