import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readProjectsFile } from "@/lib/catalogue/load/projects-file";
import { describeTable, findHdu, withFits } from "@/lib/fits/read";
import { readEventHeader } from "@/lib/gadf/event-header";
import { livetime, readGoodTimes } from "@/lib/gadf/gti";
import { readHduIndex } from "@/lib/gadf/hdu-index";
import { readIrfMetadata } from "@/lib/gadf/irf";
import { readObsIndex } from "@/lib/gadf/obs-index";
import { simulate } from "@/scripts/simulate/simulate";

const stores = ["sim-crab", "sim-agn", "sim-gps"] as const;
let folder: string;
let out: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "airshower-simulate-"));
  out = path.join(folder, "first");
  simulate({ out, seed: 5 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every file below a folder with the digest of its bytes. */
function digests(root: string): Map<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((file) => [path.relative(root, file), createHash("sha256").update(readFileSync(file)).digest("hex")]));
}

const obsIndex = (store: string) => readObsIndex(path.join(out, store, "obs-index.fits.gz"));
const hduIndex = (store: string) => readHduIndex(path.join(out, store, "hdu-index.fits.gz"));

describe("a simulation", () => {
  it("has the same bytes for the same seed, and for one project alone", () => {
    const again = path.join(folder, "again");
    simulate({ out: again, seed: 5 });
    expect(digests(again)).toEqual(digests(out));
    const alone = path.join(folder, "alone");
    simulate({ out: alone, seed: 5, only: "SIM-CRAB" });
    expect(digests(path.join(alone, "sim-crab"))).toEqual(digests(path.join(out, "sim-crab")));
    expect(readdirSync(alone)).not.toContain("sim-agn");
  });

  it("has other events for another seed", () => {
    const other = path.join(folder, "other");
    simulate({ out: other, seed: 6, only: "SIM-CRAB" });
    expect(digests(path.join(other, "sim-crab")).get("data/sim_crab_50101.fits.gz")).not.toBe(
      digests(path.join(out, "sim-crab")).get("data/sim_crab_50101.fits.gz"),
    );
  });

  it("is small", () => {
    const bytes = [...digests(out).keys()].reduce((sum, file) => sum + statSync(path.join(out, file)).size, 0);
    expect(bytes).toBeLessThan(25e6);
  });
});

describe.each(stores)("the store %s", (store) => {
  it("names HDUs that exist, in files of the size and checksum said", async () => {
    const index = await hduIndex(store);
    expect(index.rows.flatMap(({ notes }) => notes)).toEqual([]);
    for (const row of index.rows) {
      const file = path.join(out, store, row.fileDir, row.fileName);
      const bytes = readFileSync(file);
      expect(row.sizeBytes).toBe(bytes.length);
      expect(row.md5).toBe(createHash("md5").update(bytes).digest("hex"));
      await withFits(file, async ({ hdus }) => expect(findHdu(hdus, row.hduName).kind).toBe("bintable"));
    }
  }, 60_000);

  it("has an obs-index that agrees with the event headers and the good times", async () => {
    const [{ rows, notes }, hdus] = [await obsIndex(store), await hduIndex(store)];
    expect([...notes, ...rows.flatMap((row) => row.notes)]).toEqual([]);
    for (const row of rows) {
      const events = hdus.rows.find(({ obsId, hduType }) => obsId === row.obsId && hduType === "events")!;
      await withFits(path.join(out, store, events.fileDir, events.fileName), async ({ source, hdus: found }) => {
        const hdu = findHdu(found, "EVENTS");
        const header = readEventHeader(hdu);
        expect(header).toMatchObject({
          obsId: row.obsId,
          raDeg: row.raDeg,
          decDeg: row.decDeg,
          startMjd: row.startMjd,
          endMjd: row.endMjd,
          ontimeSec: row.ontimeSec,
          livetimeSec: row.livetimeSec,
          zenithDeg: expect.closeTo(row.zenithDeg!, 9),
          eventCount: row.eventCount,
          simulated: true,
          notes: [],
        });
        const columns = describeTable(hdu).columns.map(({ name, tform, unit }) => `${name} ${tform} ${unit ?? ""}`.trim());
        expect(columns).toEqual(["EVENT_ID K", "TIME D s", "RA E deg", "DEC E deg", "ENERGY E TeV"]);
        const times = await readGoodTimes(source, findHdu(found, "GTI"));
        expect(times).toMatchObject({ ontimeSec: row.ontimeSec, startMjd: row.startMjd, endMjd: row.endMjd, notes: [] });
        expect(livetime(times, header)).toEqual({ livetimeSec: expect.closeTo(row.livetimeSec!, 6), notes: [] });
      });
    }
  }, 60_000);

  it("has IRFs whose headers agree with the index", async () => {
    const { rows } = await hduIndex(store);
    const irfs = rows.filter(({ hduType }) => hduType !== "events" && hduType !== "gti");
    const zeniths = new Map((await obsIndex(store)).rows.map(({ obsId, zenithDeg }) => [obsId, zenithDeg!]));
    for (const row of irfs) {
      await withFits(path.join(out, store, row.fileDir, row.fileName), async ({ source, hdus }) => {
        const irf = await readIrfMetadata(source, findHdu(hdus, row.hduName), row);
        expect(irf).toMatchObject({ kind: row.hduType, hduClass: row.hduClass, containment: "full-enclosure", notes: [] });
        const apartDeg = Math.abs(irf.zenithDeg! - zeniths.get(row.obsId)!);
        expect(apartDeg).toBeLessThan(store === "sim-gps" ? 4 : 0.001);
      });
    }
  }, 60_000);

  it("has a log and a provenance of each observation, and terms of use", async () => {
    for (const { obsId, eventCount } of (await obsIndex(store)).rows) {
      const log = readFileSync(path.join(out, store, "logs", `obs_${obsId}.log`), "utf8");
      expect(log).toContain(`${eventCount} events pass cuts`);
      const provenance = JSON.parse(readFileSync(path.join(out, store, "provenance", `obs_${obsId}.json`), "utf8"));
      expect(provenance.entity["sim:events"]["prov:label"]).toBe(`event list of observation ${obsId}`);
    }
    expect(readFileSync(path.join(out, store, "TERMS.txt"), "utf8")).toMatch(/^Terms of use/);
  });

  it("belongs to the project that the loader reads in projects.json", async () => {
    const { projects, collection, products } = readProjectsFile(path.join(out, "projects.json"), store);
    expect(projects).toHaveLength(1);
    expect(projects[0]!.obsIds).toEqual((await obsIndex(store)).rows.map(({ obsId }) => String(obsId)));
    expect(projects[0]!.group).toBe(`cta/projects/${store}`);
    expect(collection).toMatchObject({ simulated: true, sharedIrfsPublic: false, group: null });
    expect(products.map(({ role }) => role).sort()).toEqual(["log", "provenance", "terms"]);
  });
});

describe("what sets the stores apart", () => {
  it("is where the IRFs are: with the events, or in one file for all of SIM-GPS", async () => {
    for (const store of stores) {
      const { rows } = await hduIndex(store);
      const shared = new Set(rows.filter(({ hduType }) => hduType === "aeff").map(({ fileDir, fileName }) => `${fileDir}/${fileName}`));
      expect(shared.size).toBe(store === "sim-gps" ? 1 : rows.filter(({ hduType }) => hduType === "events").length);
    }
  });

  it("is the kind of their psf, and gzip", async () => {
    const kinds = await Promise.all(stores.map(async (store) => (await hduIndex(store)).rows.find(({ hduType }) => hduType === "psf")!));
    expect(kinds.map(({ hduClass }) => hduClass)).toEqual(["psf_3gauss", "psf_table", "psf_3gauss"]);
    const events = await Promise.all(stores.map(async (store) => (await hduIndex(store)).rows[0]!.fileName.endsWith(".gz")));
    expect(events).toEqual([true, true, false]);
  });

  it("is one observation of SIM-AGN without a background model, of quality 2", async () => {
    const { rows } = await hduIndex("sim-agn");
    const withBkg = new Set(rows.filter(({ hduType }) => hduType === "bkg").map(({ obsId }) => obsId));
    const without = (await obsIndex("sim-agn")).rows.filter(({ obsId }) => !withBkg.has(obsId));
    expect(without.map(({ obsId, quality, raw }) => [obsId, quality, Object.values(raw).includes("no background model (bkg)")])).toEqual([[50212n, 2, true]]);
  });

  it("is who may see them: hidden, announced, and one old night of SIM-AGN open", () => {
    const of = (store: string) => readProjectsFile(path.join(out, "projects.json"), store).projects[0]!;
    for (const store of ["sim-crab", "sim-gps"]) {
      expect(of(store)).toMatchObject({ metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z", overrides: {} });
    }
    expect(of("sim-agn")).toMatchObject({ metaClock: { from: "observation", months: 1 }, dataReleaseAt: "2999-01-01T00:00:00Z" });
    expect(Object.keys(of("sim-agn").overrides)).toEqual(["50201", "50202"]);
  });
});
