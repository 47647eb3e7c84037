import { insertFile } from "@/lib/basket/fixture.test-support";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { insertCollection, insertProject } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { type FitsTable, writeFits } from "@/lib/fits/write";

export const EVENTS = 100_000;

/** Observations open to all, in a collection of their own, each with an event file of its own bytes. @returns their ids */
export async function insertLookFiles(collection: string, count: number): Promise<string[]> {
  const collectionId = await insertCollection(collection);
  const projectId = await insertProject({ code: collection.toUpperCase(), group: "bench/looks", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  const rows = Array.from({ length: count }, (_, i) => ({ collectionId, obsId: i + 1, projectId, targetName: "Crab Nebula", raDeg: 83.63, decDeg: 21.51, livetimeSec: 1600 }));
  const keys = await insertRows(rows);
  for (const [i, { obsId }] of rows.entries()) {
    await insertFile({ collectionId, name: `data/obs_${obsId}.fits`, observations: [{ id: keys[i]!, obsId }], hdus: [["events", "events", "EVENTS"], ["gti", "gti", "GTI"]], content: eventFile(obsId) });
  }
  await withSystemSql("benchmark", (sql) => sql.run("ANALYZE product_release, product, hdu, observation"));
  return rows.map(({ obsId }) => `${collection}:${obsId}`);
}

/** As H.E.S.S. writes them: 28 bytes an event. */
function eventFile(obsId: number): Uint8Array {
  const time = [{ keyword: "MJDREFI", value: 51910 }, { keyword: "MJDREFF", value: 0.000742870370370241 }, { keyword: "TIMESYS", value: "TT" }];
  const values = (of: (i: number) => number) => Array.from({ length: EVENTS }, (_, i) => of(i));
  const spread = (i: number, by: number) => ((i * by + obsId * 0.01) % 1) - 0.5;
  const events: FitsTable = {
    name: "EVENTS",
    cards: [...time, { keyword: "OBS_ID", value: obsId }, { keyword: "RA_PNT", value: 83.63 }, { keyword: "DEC_PNT", value: 21.51 }, { keyword: "RA_OBJ", value: 83.63 }, { keyword: "DEC_OBJ", value: 22.01 }, { keyword: "TSTART", value: 1e8, float: true }, { keyword: "TSTOP", value: 1e8 + 1680, float: true }, { keyword: "GEOLON", value: 16.5 }, { keyword: "GEOLAT", value: -23.27 }],
    columns: [
      { name: "EVENT_ID", tform: "K", values: values((i) => i) },
      { name: "TIME", tform: "D", unit: "s", values: values((i) => 1e8 + (1680 * i) / EVENTS) },
      { name: "RA", tform: "E", unit: "deg", values: values((i) => 83.63 + 5 * spread(i, 0.754877666)) },
      { name: "DEC", tform: "E", unit: "deg", values: values((i) => 21.51 + 5 * spread(i, 0.569840291)) },
      { name: "ENERGY", tform: "E", unit: "TeV", values: values((i) => 0.2 / (1 - ((i * 0.618033989) % 1)) ** 0.6) },
    ],
  };
  return writeFits([events, { name: "GTI", cards: time, columns: [{ name: "START", tform: "D", unit: "s", values: [1e8] }, { name: "STOP", tform: "D", unit: "s", values: [1e8 + 1680] }] }]);
}
