import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeRucio } from "@/lib/datalake/backends/rucio/fake/rucio.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { clearLaunch } from "../clear";
import { driveLaunch } from "../drive/drive";
import { readEvents } from "../events";
import { colleague, fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, outsider, playSession, request } from "../fixture.test-support";
import { getLaunch, stopLaunch } from "../launch";
import { prolongLaunch } from "../prolong";
import { redeem } from "../redeem";
import type { Redeemed } from "../schemas";
import { FakeHub } from "../services/fake-hub.test-support";
import { startLaunch } from "../start";
import { deliver, livingRules, moveToLake, rulesOf, useLake } from "./lake.test-support";
import { lookAtRules } from "./watch";

testDatabase();
// Whole launches, each followed at the pace at which a worker looks.
vi.setConfig({ testTimeout: 90_000 });
const hub = new FakeHub();
const rucio = new FakeRucio();
const never = new AbortController().signal;
let catalogue: LaunchCatalogue;
let redeemed: Redeemed | null;

beforeAll(async () => {
  await Promise.all([hub.start(), rucio.start()]);
  catalogue = await insertLaunchCatalogue();
  await moveToLake(rucio);
});
afterAll(() => Promise.all([hub.stop(), rucio.stop()]));
beforeEach(async () => {
  await withSystemSql("test", async (sql) => {
    await sql.run("DELETE FROM hold");
    await sql.run("DELETE FROM launch");
    await sql.run("UPDATE project SET hold = 0");
  });
  hub.reset();
  rucio.reset();
  rucio.world.rules.clear();
  rucio.world.quota.clear();
  for (const [key, did] of rucio.world.dids) {
    if (did.type === "DATASET") rucio.world.dids.delete(key);
    else did.replicas.splice(1);
  }
  redeemed = null;
  hub.onStart = (server) =>
    void redeem(server.options.ticket!, `key-of-${server.options.launchId}`).then(
      (answer) => {
        redeemed = answer;
        return playSession(hub, server);
      },
      // A launch whose files were closed hears so, and its server never starts.
      () => hub.settle(server, "the ticket was refused"),
    );
  useLake(rucio, hub);
});
afterEach(() => void vi.useRealTimers());

/** A launch of both hidden observations, driven until `during` has done its part. */
async function launched(during: (id: string) => Promise<void>, owner = member): Promise<string> {
  await fillBasket(owner, catalogue.hidden);
  const { id } = await startLaunch(owner, request());
  const driving = driveLaunch(id, never);
  await during(id);
  await driving;
  return id;
}
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(holds, { timeout: 15_000, interval: 20 }).toBe(true);
}
const ruleThere = () => until(() => rulesOf(rucio).length === 1);
const availability = async (id: string) => (await getLaunch(member, id)).availability;
const story = async (id: string) => (await readEvents(member, id, 0)).map(({ message }) => message);
const allArrive = async () => {
  await ruleThere();
  deliver(rucio, rulesOf(rucio)[0]!);
};
const jumpAhead = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
const mounted = () => redeemed!.manifest.files.flatMap(({ mountedPath }) => mountedPath ?? []);

describe("a launch where a storage site is mounted", () => {
  it("has its data brought there by one rule, tells how far it is, and names them to the session", async () => {
    const id = await launched(async (id) => {
      await ruleThere();
      expect(await getLaunch(member, id)).toMatchObject({ state: "requested", waitsForData: true });
      deliver(rucio, rulesOf(rucio)[0]!, 1);
      await until(async () => (await availability(id))?.readyFiles === 1);
      deliver(rucio, rulesOf(rucio)[0]!);
    });
    expect(await getLaunch(member, id)).toMatchObject({ state: "ready", availability: { site: "HUB-DISK", state: "ready", readyFiles: 2, totalFiles: 2, reason: null } });
    expect(await story(id)).toEqual(expect.arrayContaining(["Asking the data lake for 2 files at HUB-DISK", "All 2 files are at HUB-DISK", "2 files at HUB-DISK are linked, not copied"]));
    expect(mounted().sort()).toEqual(["/lake/data/obs_10001.fits", "/lake/data/obs_10002.fits"]);
    expect(hub.started).toEqual([id]);
    expect([rucio.count("make dataset"), rucio.count("make rule")]).toEqual([1, 1]);
  });

  it("streams each count to who watches, once", async () => {
    const id = await launched(async (id) => {
      await ruleThere();
      deliver(rucio, rulesOf(rucio)[0]!, 1);
      await until(async () => (await availability(id))?.readyFiles === 1);
      expect((await readEvents(member, id, 0)).at(-1)!.availability).toMatchObject({ state: "bringing", readyFiles: 1, totalFiles: 2 });
      deliver(rucio, rulesOf(rucio)[0]!);
    });
    const told = (await readEvents(member, id, 0)).flatMap(({ availability }) => (availability ? [`${availability.state} ${availability.readyFiles}`] : []));
    // Counts that later ones have overtaken are left out for who comes late.
    expect(told).toEqual(["asking 0", "ready 2"]);
  });

  it("says what is stuck and why, and that it goes on", async () => {
    const id = await launched(async (id) => {
      await ruleThere();
      const rule = rulesOf(rucio)[0]!;
      rucio.world.stick(rule, "SOURCE: no route to host");
      await until(async () => (await availability(id))?.state === "stuck");
      expect(await availability(id)).toMatchObject({ reason: "SOURCE: no route to host" });
      rucio.world.unstick(rule);
      deliver(rucio, rule);
    });
    expect(await availability(id)).toMatchObject({ state: "ready", reason: null });
    expect(mounted()).toHaveLength(2);
  });

  it("downloads what stays stuck, and links the rest", async () => {
    const id = await launched(async (id) => {
      await ruleThere();
      const rule = rulesOf(rucio)[0]!;
      deliver(rucio, rule, 1);
      rucio.world.stick(rule, "SOURCE: no route to host");
      await until(async () => (await availability(id))?.state === "stuck");
      await sleep(1200);
      jumpAhead(62_000);
    });
    expect(await getLaunch(member, id)).toMatchObject({ state: "ready", availability: { state: "stuck", readyFiles: 1 } });
    expect(mounted()).toHaveLength(1);
    expect(await story(id)).toContain("1 files at HUB-DISK are linked, not copied; 1 files that are not there are downloaded");
  });

  it("downloads all where the share is used up", async () => {
    rucio.world.quota.set("HUB-DISK", 1);
    const id = await launched(async () => undefined);
    expect(await getLaunch(member, id)).toMatchObject({ state: "ready", availability: { state: "full" } });
    expect(await story(id)).toContain("The portal's share of HUB-DISK is used up: the data are downloaded instead");
    expect(mounted()).toEqual([]);
  });

  it.each(["WAITING_APPROVAL", "SUSPENDED"] as const)("says that it waits (%s), and begins without on its owner's word", async (state) => {
    const id = await launched(async (id) => {
      await ruleThere();
      rulesOf(rucio)[0]!.state = state;
      await until(async () => (await availability(id))?.state === "waiting");
      expect((await getLaunch(member, id)).state).toBe("requested");
      await prolongLaunch(member, id, { waitForData: false });
    });
    expect((await getLaunch(member, id)).state).toBe("ready");
    expect(mounted()).toEqual([]);
    expect(await story(id)).toContain("Beginning without waiting for all data, as you asked");
  });

  it("tells the expected wait where files are on tape only, and waits for them", async () => {
    useLake(rucio, hub, { waitMinutes: 0.001, tapeWaitMinutes: 90 });
    const file = rucio.world.dids.get("hess:data/obs_10001.fits")!;
    file.replicas.splice(0, 1, { rse: "PIC-TAPE", pfn: "https://tape.example.org/1", type: "TAPE", priority: 1, state: "AVAILABLE" });
    const id = await launched(async (id) => {
      await ruleThere();
      expect(await availability(id)).toMatchObject({ onTapeFiles: 1, expectedSec: 5400 });
      deliver(rucio, rulesOf(rucio)[0]!);
    });
    expect(mounted()).toHaveLength(2);
    file.replicas.splice(0, 9, { rse: "PIC-DISK", pfn: "https://pic.example.org/1", type: "DISK", priority: 1, state: "AVAILABLE" });
    expect((await getLaunch(member, id)).state).toBe("ready");
  });

  it("waits no longer than its service says", async () => {
    useLake(rucio, hub, { waitMinutes: 0.01 });
    const id = await launched(async () => undefined);
    expect(await getLaunch(member, id)).toMatchObject({ state: "ready", availability: { state: "bringing", readyFiles: 0 } });
    expect(mounted()).toEqual([]);
  });

  it("waits out a Rucio that is away in the middle", async () => {
    const id = await launched(async (id) => {
      await ruleThere();
      rucio.fault("rule", "drop", "gateway-503", "drop", "html-500");
      await until(async () => (await story(id)).includes("The data lake does not answer just now; it is asked again"));
      deliver(rucio, rulesOf(rucio)[0]!);
    });
    expect(await availability(id)).toMatchObject({ state: "ready" });
    expect(mounted()).toHaveLength(2);
  });

  it("downloads all where Rucio refuses the portal", async () => {
    rucio.fault("files", "token-refused", "token-refused");
    const id = await launched(async () => undefined);
    expect(await getLaunch(member, id)).toMatchObject({ state: "ready", availability: { state: "away" } });
    // The next look of the housekeeping does not ask again for a launch that has begun.
    expect(rulesOf(rucio)).toEqual([]);
  });

  it("asks for nothing where no site is mounted, nor for what lies elsewhere", async () => {
    useLake(rucio, hub, {}, { storageSites: [] });
    expect(await availability(await launched(async () => undefined))).toBeNull();
    await withSystemSql("test", (sql) => sql.run("DELETE FROM launch"));
    hub.servers.clear();
    useLake(rucio, hub);
    await withSystemSql("test", (sql) => sql.run("UPDATE product_release SET backend = 'local'"));
    expect(await availability(await launched(async () => undefined))).toBeNull();
    await withSystemSql("test", (sql) => sql.run("UPDATE product_release SET backend = 'rucio'"));
    expect(rucio.calls).toEqual([]);
  });
});

describe("a worker that ends in the middle", () => {
  it.each([["before the rule's id is known", "lose-answer"], ["while the files come", null]] as const)("leaves a rule that the next one goes on with: %s", async (_, fault) => {
    if (fault) rucio.fault("make rule", fault, fault);
    await fillBasket(member, catalogue.hidden);
    const { id } = await startLaunch(member, request());
    const first = new AbortController();
    const driving = driveLaunch(id, first.signal).catch((error: unknown) => error);
    await ruleThere();
    first.abort(new Error("killed"));
    await driving;
    expect((await getLaunch(member, id)).state).toBe("requested");
    const second = driveLaunch(id, never);
    await allArrive();
    await second;
    expect((await getLaunch(member, id)).state).toBe("ready");
    expect([rulesOf(rucio).length, [...rucio.world.dids.values()].filter(({ type }) => type === "DATASET").length]).toEqual([1, 1]);
  });
});

describe("a rule ends", () => {
  it("with its launch", async () => {
    const id = await launched(allArrive);
    expect(livingRules(rucio)).toHaveLength(1);
    await stopLaunch(member, id);
    await clearLaunch(id, never);
    expect(livingRules(rucio)).toEqual([]);
    expect(await getLaunch(member, id)).toMatchObject({ state: "ended", availability: { state: "ended" } });
  });
  it("only with the last launch of the same files", async () => {
    const mine = await launched(allArrive);
    const theirs = await launched(async () => undefined, colleague);
    expect(rulesOf(rucio)).toHaveLength(1);
    expect(await story(mine)).not.toContain("The data lake has a rule for these very files at HUB-DISK already: it is used, and made to last");
    expect((await readEvents(colleague, theirs, 0)).map(({ message }) => message)).toContain("The data lake has a rule for these very files at HUB-DISK already: it is used, and made to last");
    await stopLaunch(member, mine);
    await clearLaunch(mine, never);
    expect(livingRules(rucio)).toHaveLength(1);
    await stopLaunch(colleague, theirs);
    await clearLaunch(theirs, never);
    expect(livingRules(rucio)).toEqual([]);
  });
  it("later, where Rucio is away when its launch ends", async () => {
    const id = await launched(allArrive);
    await stopLaunch(member, id);
    rucio.fault("end rule", "drop", "drop", "drop");
    await clearLaunch(id, never);
    expect([(await getLaunch(member, id)).state, livingRules(rucio).length]).toEqual(["ended", 1]);
    await lookAtRules(never);
    expect(livingRules(rucio)).toEqual([]);
  });
  it("for a launch that is stopped while it is being made", async () => {
    await fillBasket(member, catalogue.hidden);
    const { id } = await startLaunch(member, request());
    const driving = driveLaunch(id, never);
    await ruleThere();
    await stopLaunch(member, id);
    await driving;
    await clearLaunch(id, never);
    await lookAtRules(never);
    expect(livingRules(rucio)).toEqual([]);
  });
  it("at Rucio, which is told to its owner", async () => {
    const id = await launched(allArrive);
    rucio.world.rules.clear();
    await lookAtRules(never);
    expect(await getLaunch(member, id)).toMatchObject({ state: "ready", availability: { state: "ended" } });
    expect((await story(id)).at(-1)).toMatch(/keeps the files at HUB-DISK no longer/);
  });
  it("later and earlier with its launch's own end", async () => {
    const id = await launched(allArrive);
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const endsIn = () => (new Date(rulesOf(rucio)[0]!.expires_at!).getTime() - Date.now()) / 86_400_000;
    expect(endsIn()).toBeCloseTo(30, 1);
    await prolongLaunch(member, id, { until: inDays(3) });
    await lookAtRules(never);
    expect(endsIn()).toBeCloseTo(3, 1);
    await prolongLaunch(member, id, { until: inDays(20) });
    await lookAtRules(never);
    expect(endsIn()).toBeCloseTo(20, 1);
    expect((await availability(id))!.until!.slice(0, 16)).toBe(inDays(20).slice(0, 16));
    // Told once, not at each look.
    const told = rucio.count("extend rule");
    await lookAtRules(never);
    expect(rucio.count("extend rule")).toBe(told);
  });
});

describe("a right that ends", () => {
  const hold = () => withSystemSql("test", (sql) => sql.run("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, 'read', 'test', 'x')", [catalogue.projectId]));
  it("ends the rule of what it was to", async () => {
    const id = await launched(allArrive);
    await lookAtRules(never);
    expect(livingRules(rucio)).toHaveLength(1);
    await hold();
    await lookAtRules(never);
    expect(livingRules(rucio)).toEqual([]);
    expect(await availability(id)).toMatchObject({ state: "ended" });
  });
  it("leaves what is open to a rule of its own", async () => {
    await fillBasket(member, [...catalogue.hidden, catalogue.open]);
    const { id } = await startLaunch(member, request());
    const driving = driveLaunch(id, never);
    await allArrive();
    await driving;
    expect(mounted()).toHaveLength(3);
    await hold();
    await lookAtRules(never);
    await lookAtRules(never);
    const [left, ...others] = livingRules(rucio);
    expect(others).toEqual([]);
    expect(rucio.world.dids.get(`${left!.scope}:${left!.name}`)!.content).toEqual(["hess:data/obs_30001.fits"]);
    expect(await availability(id)).toMatchObject({ state: "ready", readyFiles: 1, totalFiles: 1 });
  });
  it("is heeded before anything is asked for", async () => {
    await fillBasket(member, catalogue.hidden);
    const { id } = await startLaunch(member, request());
    await hold();
    await driveLaunch(id, never);
    expect(rucio.calls).toEqual([]);
    expect((await getLaunch(member, id)).state).toBe("failed");
  });
});

describe("a site that everybody reads", () => {
  it("gets what is public, and nothing under embargo", async () => {
    useLake(rucio, hub, { dataClass: "public" });
    await fillBasket(member, [...catalogue.hidden, catalogue.open]);
    const { id } = await startLaunch(member, request());
    const driving = driveLaunch(id, never);
    await allArrive();
    await driving;
    const rule = rulesOf(rucio)[0]!;
    expect(rucio.world.dids.get(`${rule.scope}:${rule.name}`)!.content).toEqual(["hess:data/obs_30001.fits"]);
    expect(mounted()).toEqual(["/lake/data/obs_30001.fits"]);
    expect(await story(id)).toContain("1 files at HUB-DISK are linked, not copied");
  });
  it("gets nothing of a basket under embargo, and Rucio is not even asked", async () => {
    useLake(rucio, hub, { dataClass: "public" });
    expect(await availability(await launched(async () => undefined))).toBeNull();
    expect(rucio.calls).toEqual([]);
  });
});

describe("the rules of launches are shown", () => {
  it("to the launch's owner alone, who may move their end and nothing else", async () => {
    const id = await launched(allArrive);
    const seen = (viewer: typeof member | typeof anonymous) => withViewerSql(viewer, (sql) => sql.rows("SELECT id FROM launch_rule"));
    for (const viewer of [anonymous, outsider, colleague]) expect(await seen(viewer)).toEqual([]);
    expect(await seen(member)).toHaveLength(1);
    const run = (viewer: typeof member, change: string) => withViewerSql(viewer, (sql) => sql.run(`UPDATE launch_rule SET ${change}`));
    expect(await run(outsider, "until = now()")).toBe(0);
    expect(await run(colleague, "until = now()")).toBe(0);
    expect(await run(member, "until = now() + interval '1 day'")).toBe(1);
    for (const change of ["rule_id = 'x'", "release_ids = '{}'", "mounted = '{}'", "state = 'ready'"]) await expect(run(member, change)).rejects.toThrow(/permission denied/);
    await expect(withViewerSql(member, (sql) => sql.run("INSERT INTO launch_rule (launch_id, site, scope, dataset, release_ids, total_files, until) VALUES ($1, 'S', 's', 'd', '{}', 0, now())", [id]))).rejects.toThrow(/permission denied/);
    await expect(withViewerSql(member, (sql) => sql.run("DELETE FROM launch_rule"))).rejects.toThrow(/permission denied/);
  });
});
