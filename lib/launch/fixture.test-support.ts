import { addToBasket } from "@/lib/basket/basket";
import { insertFile, setIndexDefinitions, setIndexRow } from "@/lib/basket/fixture.test-support";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { temporaryFile } from "@/lib/config/temporary-file.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { reportProgress } from "./progress";
import { redeem } from "./redeem";
import { type LaunchRequest, launchRequestSchema, type StagingProgress } from "./schemas";
import type { FakeHub, FakeServer } from "./services/fake-hub.test-support";
import { forgetServices } from "./services/registry";

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";

/** Members of the hidden project, who can launch its data; one is enough for most tests. */
export const member = viewer("pi-crab", "cta/projects/crab");
export const colleague = viewer("analyst", "cta/projects/crab");
export const outsider = viewer("outsider", "cta/other");

export interface LaunchCatalogue {
  readonly projectId: number;
  /** Public ids. 10001 and 10002 are hidden from others; 30001 is open to all. */
  readonly hidden: readonly string[];
  readonly open: string;
}

const hdus = [["events", "events", "EVENTS"], ["gti", "gti", "GTI"], ["aeff", "aeff_2d", "AEFF"], ["edisp", "edisp_2d", "EDISP"], ["psf", "psf_3gauss", "PSF"]] as const;

/** Observations of a hidden project and one open to all, each with a file that holds all that a spectrum needs. */
export async function insertLaunchCatalogue(): Promise<LaunchCatalogue> {
  const collectionId = await insertCollection("sim");
  await setIndexDefinitions(collectionId);
  const crab = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
  const old = await insertProject({ code: "OLD", group: "cta/projects/old", metaReleaseAt: past, dataReleaseAt: past });
  const rows = [[10001, crab], [10002, crab], [30001, old]].map(([obsId, projectId]) => ({ collectionId, obsId: obsId!, projectId: projectId!, targetName: "Crab Nebula", raDeg: 83.6, decDeg: 22.5, livetimeSec: 1500 }));
  const keys = await insertRows(rows);
  for (const [index, { obsId }] of rows.entries()) {
    const observation = { id: keys[index]!, obsId };
    await setIndexRow(observation);
    await insertFile({ collectionId, name: `data/obs_${obsId}.fits`, observations: [observation], hdus, content: `events of ${obsId}` });
  }
  await withSystemSql("fixture", async (sql) => {
    await sql.run("UPDATE observation SET target_ra_deg = 83.63, target_dec_deg = 22.01");
    for (const { sub, username, groups } of [member, colleague, outsider]) {
      await sql.run(`INSERT INTO "user" (id, sub, username, groups, groups_checked_at) VALUES ($1, $1, $2, $3, now())`, [sub, username, groups]);
    }
  });
  return { projectId: crab, hidden: ["sim:10001", "sim:10002"], open: "sim:30001" };
}

/** Puts exactly these into somebody's basket. */
export async function fillBasket(owner: SignedInViewer, ids: readonly string[]): Promise<number> {
  await withSystemSql("fixture", (sql) => sql.run("DELETE FROM basket_item WHERE basket_id IN (SELECT id FROM basket WHERE owner_sub = $1)", [owner.sub]));
  return (await addToBasket(owner, { ids: [...ids], withIrfs: true }, null)).revision;
}

/** Points the portal of this test at a hub. */
export function useHub(hub: Pick<FakeHub, "url" | "token">, change: Record<string, string> = {}): void {
  Object.assign(process.env, { HUB_URL: hub.url, HUB_TOKEN: hub.token, HUB_TITLE: "Test hub", HUB_DATA_CLASS: "embargoed", HUB_SOFTWARE: "gammapy 1.0.1", ...change });
  forgetEnvironment();
  forgetServices();
}

/** Points the portal of this test at services as a file of an operator's describes them. */
export function useServices(services: readonly object[], change: Record<string, string> = {}): void {
  const file = temporaryFile("services.json", JSON.stringify({ services }));
  Object.assign(process.env, { NOTEBOOK_SERVICES_FILE: file, ...change });
  for (const name of ["HUB_URL", "HUB_TOKEN"]) delete process.env[name];
  forgetEnvironment();
  forgetServices();
}

export function request(change: Partial<LaunchRequest> = {}): LaunchRequest {
  return launchRequestSchema.parse({ service: "jupyterhub", ...change });
}

/** One report of a session, whole or with what a test is about. */
export function report(launchId: string, phase: StagingProgress["phase"], change: Partial<StagingProgress> = {}): StagingProgress {
  return { launchId, phase, filesDone: 0, filesTotal: 5, bytesDone: 0, bytesTotal: 1000, ...change };
}

/** Plays the client in a session that all goes well for, up to the server that answers. */
export async function playSession(hub: FakeHub, server: FakeServer): Promise<void> {
  const launchId = server.options.launchId!;
  const { token } = await redeem(server.options.ticket!, `key-of-${launchId}`);
  await reportProgress(token, report(launchId, "fetching"));
  await reportProgress(token, report(launchId, "fetching", { filesDone: 2, bytesDone: 400, currentPath: "data/obs_10001.fits" }));
  await reportProgress(token, report(launchId, "verified", { filesDone: 5, bytesDone: 1000 }));
  await reportProgress(token, report(launchId, "starting", { filesDone: 5, bytesDone: 1000 }));
  hub.settle(server);
}
