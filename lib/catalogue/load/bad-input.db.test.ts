import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lakeBackend } from "@/lib/datalake/registry";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { textColumn } from "@/lib/fits/write";
import { loadStore } from "./load-store";
import { type TinyStore, tinyStore, withColumns } from "./tiny-store.test-support";

testDatabase();
let store: TinyStore;
beforeEach(() => {
  store = tinyStore();
});
afterEach(() => store.remove());

const load = (projectsFile: string | null = null) => loadStore({ store: store.folder, collection: "tiny", projectsFile, takeIn: (file) => lakeBackend("local").put(file), progress: () => undefined });

/** Refused with these words, and nothing of it is in the catalogue. */
async function refused(words: RegExp, projectsFile: string | null = null): Promise<void> {
  await expect(load(projectsFile)).rejects.toThrow(words);
  const [left] = await withSystemSql("test", (sql) => sql.rows<{ n: number }>("SELECT (SELECT count(*) FROM collection) + (SELECT count(*) FROM observation) + (SELECT count(*) FROM product) + (SELECT count(*) FROM project) AS n"));
  expect(Number(left!.n)).toBe(0);
}

/** Changes a header card of an uncompressed FITS file, wherever it stands first. */
function patchCard(file: string, card: RegExp, replacement: string): void {
  const bytes = fs.readFileSync(file, "latin1");
  const found = card.exec(bytes);
  if (!found) throw new Error(`no ${card} in ${file}`);
  fs.writeFileSync(file, bytes.slice(0, found.index) + replacement.padEnd(found[0].length) + bytes.slice(found.index + found[0].length), "latin1");
}

describe("a store is refused whole", () => {
  it("when a file is not FITS", async () => {
    fs.writeFileSync(store.eventFile(10001), "<html>404</html>".repeat(300));
    await refused(/events\/obs_10001\.fits.*not (a )?FITS/i);
  });
  it("when a file is cut off", async () => {
    fs.truncateSync(store.eventFile(10002), fs.statSync(store.eventFile(10002)).size - 2880);
    await refused(/events\/obs_10002\.fits.*GTI/);
  });
  it("when gzip is cut off", async () => {
    const packed = gzipSync(fs.readFileSync(store.eventFile(10001)));
    fs.rmSync(store.eventFile(10001));
    fs.writeFileSync(`${store.eventFile(10001)}.gz`, packed.subarray(0, packed.length - 40));
    await refused(/events\/obs_10001\.fits\.gz.*gzip/i);
  });
  it("when NAXIS2 claims more rows than the file can hold", async () => {
    patchCard(store.eventFile(10001), /NAXIS2 {2}= +3/, "NAXIS2  =  900000000000");
    await refused(/events\/obs_10001\.fits.*EVENTS/);
  });
  it("when a TFORM is none", async () => {
    patchCard(store.eventFile(10001), /TFORM1 {2}= 'D {7}'/, "TFORM1  = 'Y       '");
    await refused(/events\/obs_10001\.fits.*(TFORM|'Y')/);
  });
  it("when a path climbs out of it", async () => {
    store.writeHduIndex((columns) => withColumns(columns, textColumn("FILE_DIR", ["../../etc", "events", "events", "events"])));
    await refused(/\.\.\/\.\.\/etc.*out of the store/);
  });
  it("when a symbolic link leads out of it", async () => {
    fs.rmSync(store.eventFile(10001));
    fs.symlinkSync("/etc/hostname", store.eventFile(10001));
    await refused(/obs_10001.*symbolic link.*out of the store/);
  });
  it("when an index lacks a required column", async () => {
    store.writeObsIndex((columns) => columns.filter(({ name }) => name !== "TSTOP"));
    await refused(/obs-index\.fits\.gz.*TSTOP/);
  });
  it("when an OBS_ID is there twice", async () => {
    store.writeObsIndex((columns) => withColumns(columns, { name: "OBS_ID", tform: "K", values: [10001, 10001] }));
    await refused(/obs-index\.fits\.gz.*OBS_ID 10001.*rows 1 and 2/);
  });
  it("when a pointed observation has no position", async () => {
    store.writeObsIndex((columns) => withColumns(columns, { name: "RA_PNT", tform: "D", unit: "deg", values: [Number.NaN, 83.63] }));
    await refused(/obs-index\.fits\.gz, row 1: observation 10001 is pointed.*no position/);
  });
  it("when the projects file names an unknown observation, gives one to two projects, or is not JSON", async () => {
    const file = path.join(store.folder, "projects.json");
    const project = (code: string, obsIds: number[]) => ({ code, title: code, pi: "pi", group: "g", store: "tiny", obsIds, metaReleaseAt: null, dataReleaseAt: null });
    fs.writeFileSync(file, JSON.stringify({ projects: [project("A", [10001, 77])] }));
    await refused(/project A names observation 77/, file);
    fs.writeFileSync(file, JSON.stringify({ projects: [project("A", [10001]), project("B", [10001])] }));
    await refused(/observation 10001 is given to both A and B/, file);
    fs.writeFileSync(file, "{ not json");
    await refused(/projects\.json is not JSON/, file);
  });
});

describe("a store that is odd but whole", () => {
  it("loads a DRIFT without a position, and says so", async () => {
    store.writeObsIndex((columns) => [
      ...withColumns(columns, textColumn("OBS_MODE", ["DRIFT", "POINTING"]), { name: "RA_PNT", tform: "D", unit: "deg", values: [Number.NaN, 83.63] }),
      { name: "ALT_PNT", tform: "D", unit: "deg", values: [60, 70] },
      { name: "AZ_PNT", tform: "D", unit: "deg", values: [120, 130] },
    ]);
    const report = await load();
    expect(report.observations.added).toBe(2);
    expect(report.findings.join("\n")).toMatch(/observation 10001: DRIFT/);
    const rows = await withSystemSql("test", (sql) => sql.rows("SELECT obs_id::int, obs_mode, ra_deg, hpx IS NULL AS nowhere, alt_deg, zenith_deg, livetime_sec FROM observation ORDER BY obs_id"));
    expect(rows).toEqual([
      { obs_id: 10001, obs_mode: "DRIFT", ra_deg: null, nowhere: true, alt_deg: 60, zenith_deg: 30, livetime_sec: 1710 },
      { obs_id: 10002, obs_mode: "POINTING", ra_deg: 83.63, nowhere: false, alt_deg: 70, zenith_deg: 20, livetime_sec: 1710 },
    ]);
  });
});
