import { PgBoss } from "pg-boss";
import { insertFile } from "@/lib/basket/fixture.test-support";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { writeFits, type FitsTable } from "@/lib/fits/write";
import { setting } from "@/lib/config/environment";
import { bossOptions } from "@/lib/jobs/sender";
import { makeLook } from "./make";
import { LOOK_QUEUE, type LookOrder } from "./queue";

const [past, future] = ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"];
export const member = viewer("pi-crab", "cta/projects/crab");
export const outsider = viewer("outsider", "cta/other");

const timeCards = [{ keyword: "MJDREFI", value: 51910 }, { keyword: "MJDREFF", value: 0.000742870370370241 }, { keyword: "TIMESYS", value: "TT" }];

/** Events on a ring of 0.5 degrees about 83.63, 22.01, one each second, and an effective area of 1e5 m2. */
export function observationFile(change: { target?: readonly [number, number]; energy?: boolean } = {}): Uint8Array {
  const [ra, dec] = change.target ?? [83.63, 22.51];
  const n = 100;
  const angle = (i: number) => (2 * Math.PI * i) / n;
  const values = (of: (i: number) => number) => Array.from({ length: n }, (_, i) => of(i));
  const events: FitsTable = {
    name: "EVENTS",
    cards: [...timeCards, { keyword: "OBS_ID", value: 1 }, { keyword: "RA_PNT", value: 83.63 }, { keyword: "DEC_PNT", value: 22.01 }, { keyword: "RA_OBJ", value: ra }, { keyword: "DEC_OBJ", value: dec }, { keyword: "OBJECT", value: "Crab" }, { keyword: "TSTART", value: 1e8, float: true }, { keyword: "TSTOP", value: 1e8 + 100, float: true }, { keyword: "GEOLON", value: 16.5 }, { keyword: "GEOLAT", value: -23.3 }],
    columns: [
      { name: "TIME", tform: "D", unit: "s", values: values((i) => 1e8 + i) },
      { name: "RA", tform: "D", unit: "deg", values: values((i) => 83.63 + (0.5 * Math.sin(angle(i))) / Math.cos((22.01 * Math.PI) / 180)) },
      { name: "DEC", tform: "D", unit: "deg", values: values((i) => 22.01 + 0.5 * Math.cos(angle(i))) },
      ...(change.energy === false ? [] : [{ name: "ENERGY", tform: "E", unit: "GeV", values: values((i) => 1000 + i) }]),
    ],
  };
  const goodTimes: FitsTable = { name: "GTI", cards: timeCards, columns: [{ name: "START", tform: "D", unit: "s", values: [1e8] }, { name: "STOP", tform: "D", unit: "s", values: [1e8 + 90] }] };
  const aeff: FitsTable = {
    name: "AEFF",
    cards: [{ keyword: "HDUCLAS2", value: "EFF_AREA" }, { keyword: "HDUCLAS3", value: "FULL-ENCLOSURE" }, { keyword: "HDUCLAS4", value: "AEFF_2D" }],
    columns: [
      { name: "ENERG_LO", tform: "2D", unit: "TeV", values: [0.1, 1] }, { name: "ENERG_HI", tform: "2D", unit: "TeV", values: [1, 10] },
      { name: "THETA_LO", tform: "2D", unit: "deg", values: [0, 1] }, { name: "THETA_HI", tform: "2D", unit: "deg", values: [1, 2] },
      { name: "EFFAREA", tform: "4D", unit: "m2", dim: [2, 2], values: [1e5, 1e5, 1e5, 1e5] },
    ],
  };
  return writeFits([events, goodTimes, aeff]);
}

export interface LookCatalogue {
  readonly projectId: number;
  /** Public ids. */
  readonly hidden: string;
  /** Its description is public, its bytes are not. */
  readonly closed: string;
  readonly open: string;
  /** Open, of a file that is cut off. */
  readonly broken: string;
}

const hdus = [["events", "events", "EVENTS"], ["gti", "gti", "GTI"], ["aeff", "aeff_2d", "AEFF"]] as const;

export async function insertLookCatalogue(): Promise<LookCatalogue> {
  const collectionId = await insertCollection("sim");
  const projectId = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
  const half = await insertProject({ code: "HALF", group: "cta/projects/half", metaReleaseAt: past, dataReleaseAt: future });
  const old = await insertProject({ code: "OLD", group: "cta/projects/old", metaReleaseAt: past, dataReleaseAt: past });
  const rows = [[1, projectId], [2, half], [3, old], [4, old]].map(([obsId, project]) => ({ collectionId, obsId: obsId!, projectId: project!, targetName: "Crab Nebula", raDeg: 83.63, decDeg: 22.01, zenithDeg: 46, livetimeSec: 1000 }));
  const keys = await insertRows(rows);
  for (const [i, { obsId }] of rows.entries()) {
    const whole = observationFile();
    await insertFile({ collectionId, name: `data/obs_${obsId}.fits`, observations: [{ id: keys[i]!, obsId }], hdus, content: obsId === 4 ? whole.subarray(0, 9000) : whole });
  }
  await withSystemSql("fixture", (sql) => sql.run(`INSERT INTO "user" (id, sub, username, groups, groups_checked_at) VALUES ($1, $1, 'pi-crab', $2, now())`, [member.sub, member.groups]));
  return { projectId, hidden: "sim:1", closed: "sim:2", open: "sim:3", broken: "sim:4" };
}

/** The looks of a worker, and of nothing else of it. Ends by the returned function. */
export async function startLooking(): Promise<() => Promise<void>> {
  const boss = new PgBoss({ ...bossOptions, connectionString: setting("SYSTEM_DATABASE_URL"), supervise: false, useListenNotify: true, reindex: false });
  boss.on("error", () => undefined);
  await boss.start();
  await boss.work<LookOrder>(LOOK_QUEUE, { pollingIntervalSeconds: 0.5 }, async ([job]) => {
    if (job) await makeLook(job.data, job.signal);
  });
  return () => boss.stop({ graceful: true, timeout: 2000 });
}
