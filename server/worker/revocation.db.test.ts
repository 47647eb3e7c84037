import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { sealTokens } from "@/lib/auth/sessions";
import { forgetEnvironment } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertPerson, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, playSession, request, useHub } from "@/lib/launch/fixture.test-support";
import { getLaunch } from "@/lib/launch/launch";
import { askToStop, listAffectedLaunches } from "@/lib/launch/revocation/list";
import { affectedQuerySchema } from "@/lib/launch/revocation/schemas";
import { FakeHub } from "@/lib/launch/services/fake-hub.test-support";
import { startLaunch } from "@/lib/launch/start";
import { WorkerProcess } from "./process.test-support";

testDatabase();
const GOAL_MS = 5000;
const RECHECK_SEC = 4;
const hub = new FakeHub();
const manager = viewer("manager", "cta/managers");
let catalogue: LaunchCatalogue;
let iam: FakeIssuer;
let worker: WorkerProcess;
const figures: string[] = [];

const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));

beforeAll(async () => {
  iam = await fakeIssuer();
  Object.assign(process.env, { OIDC_ISSUER: iam.issuer, GROUPS_RECHECK_SEC: String(RECHECK_SEC), GROUPS_GRACE_SEC: "3600" });
  forgetEnvironment();
  forgetDiscovery();
  await hub.start();
  useHub(hub);
  catalogue = await insertLaunchCatalogue();
  await insertPerson(manager);
  await system("INSERT INTO collection_manager (collection_id, iam_group) SELECT id, 'cta/managers' FROM collection");
});
afterAll(async () => {
  await hub.stop();
  await iam.close();
  process.stdout.write(`\nFrom the change to a launch that is stopping, and to its server gone (goal ${GOAL_MS} ms):\n${figures.map((line) => `  ${line}\n`).join("")}`);
});
beforeEach(async () => {
  hub.reset();
  hub.onStart = (server) => void playSession(hub, server);
  // A server takes a moment to end.
  hub.stopMs = 200;
  await system("UPDATE project SET when_right_ends = 'stop' WHERE id = $1", [catalogue.projectId]);
  worker = new WorkerProcess();
});
afterEach(async () => {
  await worker.kill();
  await system("DELETE FROM hold");
  await system("UPDATE project SET hold = 0");
  await system("DELETE FROM launch");
});

/** Somebody whose notebook is open. */
async function ready(name: string, groups = ["cta/projects/crab"]): Promise<{ id: string; owner: SignedInViewer }> {
  const owner = viewer(name, ...groups);
  await insertPerson(owner);
  await fillBasket(owner, catalogue.hidden);
  const { id } = await startLaunch(owner, request());
  await expect.poll(async () => (await getLaunch(owner, id)).state, { timeout: 20_000 }).toBe("ready");
  expect(hub.servers.size).toBe(1);
  return { id, owner };
}

async function stoppedBy(what: string, { id, owner }: { id: string; owner: SignedInViewer }, sinceMs: number): Promise<void> {
  const hasServer = () => [...hub.servers.values()].some(({ options }) => options.launchId === id);
  const isOver = async () => /stopping|ended/.test((await getLaunch(owner, id)).state);
  const [stoppingMs, goneMs] = await Promise.all([since(sinceMs, isOver), since(sinceMs, () => !hasServer())]);
  figures.push(`${what}: ${stoppingMs.toFixed(0)} ms, ${goneMs.toFixed(0)} ms`);
  expect((await getLaunch(owner, id)).problem).toMatchObject({ slug: "right-ended" });
  expect(goneMs).toBeLessThan(GOAL_MS);
}

/** How long after a moment something holds, ms. */
async function since(atMs: number, holds: () => boolean | Promise<boolean>): Promise<number> {
  while (!(await holds())) {
    if (performance.now() > atMs + 3 * GOAL_MS) throw new Error("it never holds");
    await sleep(5);
  }
  return performance.now() - atMs;
}

describe("a running launch is stopped by the worker when", () => {
  it("its data are held", { timeout: 60_000 }, async () => {
    const launch = await ready("held");
    const atMs = performance.now();
    await system("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, 'read', 'test', 'x')", [catalogue.projectId]);
    await stoppedBy("hold placed", launch, atMs);
    expect(worker.said).toBe("");
  });

  it("the grant of its owner ends by its date", { timeout: 60_000 }, async () => {
    const owner = viewer("granted", "cta/other");
    await system(`INSERT INTO access_grant (grantee_kind, grantee, project_id, rights, reason, given_by) VALUES ('person', $1, $2, 'read', 'test', 'x')`, [owner.sub, catalogue.projectId]);
    const launch = await ready("granted", ["cta/other"]);
    await system("UPDATE access_grant SET valid_until = clock_timestamp() + interval '1 second'");
    const atMs = performance.now() + 1000;
    await stoppedBy("grant expired", launch, atMs);
  });

  it("its owner is removed from the group in the identity service", { timeout: 60_000 }, async () => {
    let groups = ["cta/projects/crab"];
    const know = (token: string) => iam.people.set(token, { sub: "sub-removed", preferred_username: "removed", groups });
    know("first");
    iam.token = async (form) => {
      const token = `${form.get("refresh_token")}x`;
      know(token);
      return { access_token: token, refresh_token: token, token_type: "Bearer" };
    };
    const launch = await ready("removed");
    const user = await prisma().user.findUniqueOrThrow({ where: { sub: launch.owner.sub } });
    await prisma().session.create({ data: { sessionToken: "hash", userId: user.id, expires: new Date(Date.now() + 3_600_000), iamTokens: sealTokens("hash", { accessToken: "first", refreshToken: "next", idToken: null, issuedAt: Date.now() }) } });
    // The worker keeps asking while nothing changes.
    await sleep(1.5 * RECHECK_SEC * 1000);
    expect(iam.asked.get("/token")).toBeGreaterThan(0);
    expect((await getLaunch(launch.owner, launch.id)).state).toBe("ready");
    groups = [];
    const atMs = performance.now();
    await expect.poll(async () => (await prisma().user.findUniqueOrThrow({ where: { id: user.id } })).groups, { timeout: RECHECK_SEC * 1000, interval: 10 }).toEqual([]);
    const heardMs = performance.now() - atMs;
    expect(heardMs).toBeLessThan(RECHECK_SEC * 1000);
    await stoppedBy(`member removed (heard of after ${(heardMs / 1000).toFixed(1)} s at GROUPS_RECHECK_SEC=${RECHECK_SEC}; from then on)`, launch, atMs + heardMs);
  });

  it("a manager asks for it", { timeout: 60_000 }, async () => {
    await system("UPDATE project SET when_right_ends = 'notify' WHERE id = $1", [catalogue.projectId]);
    const launch = await ready("watched");
    const listed = async () => (await listAffectedLaunches(manager, affectedQuerySchema.parse({}))).items.map(({ id }) => id);
    const heldAtMs = performance.now();
    await system("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, 'read', 'test', 'x')", [catalogue.projectId]);
    await expect.poll(listed, { timeout: GOAL_MS, interval: 10 }).toEqual([launch.id]);
    figures.push(`hold placed, until it is listed to the manager: ${(performance.now() - heldAtMs).toFixed(0)} ms`);
    const atMs = performance.now();
    await askToStop(manager, launch.id);
    await stoppedBy("manager's stop", launch, atMs);
  });
});
