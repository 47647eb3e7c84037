import { beforeAll, describe, expect, it } from "vitest";
import { buildManifest } from "@/lib/basket/manifest";
import { findFile } from "@/lib/datalake/find-file";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { secretHash, stagingAccess } from "@/lib/embargo/staging-viewer";
import { withSystemSql } from "@/lib/embargo/transaction";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, request, useHub } from "@/lib/launch/fixture.test-support";
import { stopLaunch } from "@/lib/launch/launch";
import { redeem } from "@/lib/launch/redeem";
import { FakeHub } from "@/lib/launch/services/fake-hub.test-support";
import { startLaunch } from "@/lib/launch/start";

testDatabase();
const hub = new FakeHub();
let catalogue: LaunchCatalogue;
let oldProjectId: number;
let launchId: string;

interface Written {
  readonly chain: string;
  readonly by: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly subject: Record<string, unknown>;
}
const entries = () => withSystemSql("test", (sql) => sql.rows<Written>("SELECT e.chain, p.username AS by, e.action, e.outcome, e.subject FROM audit_entry e LEFT JOIN audit_person p ON p.id = e.person ORDER BY e.id"));
async function writtenBy(work: () => Promise<unknown>): Promise<Written[]> {
  const before = (await entries()).length;
  await work();
  return (await entries()).slice(before);
}
const crab = () => `project:${catalogue.projectId}`;
const old = () => `project:${oldProjectId}`;

beforeAll(async () => {
  await hub.start();
  useHub(hub);
  catalogue = await insertLaunchCatalogue();
  [oldProjectId] = (await withSystemSql("test", (sql) => sql.rows<{ id: number }>("SELECT id FROM project WHERE code = 'OLD'"))).map(({ id }) => id) as [number];
  await fillBasket(member, [...catalogue.hidden, catalogue.open]);
  return () => hub.stop();
});

describe("a launch", () => {
  it("is told to each project with its own observations, by whom", async () => {
    const started = await writtenBy(async () => (launchId = (await startLaunch(member, request())).id));
    expect(started).toMatchObject([
      { chain: crab(), by: member.username, action: "launch.started", subject: { launch: launchId, service: "jupyterhub", observations: catalogue.hidden } },
      { chain: old(), by: member.username, action: "launch.started", subject: { launch: launchId, service: "jupyterhub", observations: [catalogue.open] } },
    ]);
  });
  it("leaves nothing when it is refused", async () => {
    expect(await writtenBy(() => startLaunch(member, request()).catch(() => undefined))).toEqual([]);
  });
  it("is staged by its ticket, file by file", async () => {
    await withSystemSql("test", (sql) => sql.run("INSERT INTO staging_ticket (hash, launch_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')", [secretHash("the-ticket"), launchId]));
    let token = "";
    const redeemed = await writtenBy(async () => (token = (await redeem("the-ticket", "the-key")).token));
    expect(redeemed.map(({ chain, by, action, subject }) => [chain, by, action, subject])).toEqual([
      [crab(), member.username, "staging.redeemed", { launch: launchId, observationCount: 2 }],
      [old(), member.username, "staging.redeemed", { launch: launchId, observationCount: 1 }],
    ]);
    const refused = await writtenBy(() => redeem("the-ticket", "another-key").catch(() => undefined));
    expect(refused.map(({ chain, action, outcome }) => [chain, action, outcome])).toEqual([[crab(), "staging.refused", "refused"], [old(), "staging.refused", "refused"]]);
    const access = (await stagingAccess(token))!;
    const fetched = await writtenBy(() => findFile(access.viewer, "sim", "r1/data/obs_10001.fits", access.manifestId, { launchId: access.launchId }));
    expect(fetched).toMatchObject([{ chain: crab(), by: member.username, action: "file.staged", subject: { file: "sim:r1/data/obs_10001.fits", launch: launchId } }]);
    const index = await writtenBy(() => findFile(access.viewer, "manifest", `${access.manifestId}/hdu-index.fits.gz`, access.manifestId, { launchId: access.launchId }));
    expect(index.map(({ chain, action, subject }) => [chain, action, subject.observationCount])).toEqual([[crab(), "file.staged", 2], [old(), "file.staged", 1]]);
  });
  it("is told of when it is stopped and when it has failed", async () => {
    const stopped = await writtenBy(() => stopLaunch(member, launchId));
    expect(stopped.map(({ chain, by, action, subject }) => [chain, by, action, subject.observationCount])).toEqual([[crab(), member.username, "launch.stopped", 2], [old(), member.username, "launch.stopped", 1]]);
    const failed = await writtenBy(() => withSystemSql("test", (sql) => sql.run("UPDATE launch SET state = 'failed'")));
    expect(failed.map(({ by, action, outcome }) => [by, action, outcome])).toEqual([[null, "launch.failed", "failed"], [null, "launch.failed", "failed"]]);
  });
});

describe("a manifest that is given out", () => {
  it("is told each time, also when it is the same as before", async () => {
    for (let i = 0; i < 2; i++) {
      expect(await writtenBy(() => buildManifest(member))).toMatchObject([
        { chain: crab(), by: member.username, action: "manifest.exported", subject: { observations: catalogue.hidden } },
        { chain: old(), by: member.username, action: "manifest.exported", subject: { observations: [catalogue.open] } },
      ]);
    }
  });
});

describe("a change by managers", () => {
  it("is told to managers while it waits, to the project when it is made, with who agreed", async () => {
    const make = (kind: string) =>
      withSystemSql("test", async (sql) => {
        const [change] = await sql.rows<{ id: string }>(`INSERT INTO embargo_change (kind, body, reason, made_by) VALUES ($1, '{}', 'a paper', 'sub-first') RETURNING id`, [kind]);
        await sql.run("INSERT INTO embargo_change_project (change_id, project_id) VALUES ($1, $2)", [change!.id, catalogue.projectId]);
        return change!.id;
      });
    const apply = (id: string) => withSystemSql("test", (sql) => sql.run("UPDATE embargo_change SET state = 'applied', decided_by = 'sub-second', applied_at = now() WHERE id = $1", [id]));
    let id = "";
    const told = await writtenBy(async () => {
      id = await make("project-clocks");
      await apply(id);
      await apply(await make("denial"));
    });
    expect(told.map(({ chain, action, subject }) => [chain, action, subject.kind])).toEqual([
      [`${crab()}:managers`, "change.made", "project-clocks"],
      [crab(), "change.applied", "project-clocks"],
      [`${crab()}:managers`, "change.made", "denial"],
      [`${crab()}:managers`, "change.applied", "denial"],
    ]);
    const people = await withSystemSql("test", (sql) => sql.rows<{ id: string; sub: string }>("SELECT id, sub FROM audit_person"));
    const subOf = (value: unknown) => people.find((each) => each.id === (value as { person: string }).person)?.sub;
    expect(told[1]!.subject).toMatchObject({ change: id, reason: "a paper" });
    expect([subOf(told[1]!.subject.madeBy), subOf(told[1]!.subject.decidedBy)]).toEqual(["sub-first", "sub-second"]);
  });
});
