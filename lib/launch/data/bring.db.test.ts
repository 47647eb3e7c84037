import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { withSystemSql } from "@/lib/embargo/transaction";
import { driveLaunch } from "../drive/drive";
import { readEvents } from "../events";
import { fillBasket, member, request } from "../fixture.test-support";
import { getLaunch } from "../launch";
import { prolongLaunch } from "../prolong";
import { startLaunch } from "../start";
import { deliver, rulesOf, useLake } from "./lake.test-support";
import { allArrive, availability, catalogue, hub, jumpAhead, launched, launchesAtLake, mounted, never, rucio, ruleThere, story, until } from "./launches.test-support";

launchesAtLake();

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
