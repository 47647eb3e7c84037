import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { datasetFor, endAvailability, extendAvailability, makeAvailable, readAvailability, watchAvailability, whereabouts } from "./availability";
import { BadUntil, SiteFull, SiteUnknown } from "./availability-errors";
import { connected, diskReplica, fakeFile } from "./backends/rucio/fake/connected.test-support";
import { FakeRucio } from "./backends/rucio/fake/rucio.test-support";
import { formatLocation } from "./backends/rucio/location";

const fake = new FakeRucio();
const days = (count: number) => new Date(Date.now() + count * 86_400_000);
const comment = "airshower launch";
let rucio: ReturnType<typeof connected>;
let locations: string[];

beforeAll(async () => {
  Object.assign(process.env, { AIRSHOWER_MODE: "test", AIRSHOWER_PROCESS: "worker", RUCIO_RULE_MAX_DAYS: "30", PORTAL_URL: "http://127.0.0.1:1", FILES_URL: "http://127.0.0.1:1", PORTAL_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz-test-only", DATABASE_URL: "postgresql://127.0.0.1/x", LAKE_ROOT: "/nonexistent", SYSTEM_DATABASE_URL: "postgresql://127.0.0.1/x", OIDC_ISSUER: "http://127.0.0.1:1", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "x" });
  forgetEnvironment();
  await fake.start();
});
afterAll(() => fake.stop());
beforeEach(() => {
  fake.reset();
  fake.world.dids.clear();
  fake.world.rules.clear();
  fake.world.quota.clear();
  fake.world.sites.add("HUB-DISK");
  rucio = connected(fake);
  locations = [1, 2, 3].map((i) => {
    const file = fake.world.add(fakeFile(`obs_${i}.fits`, Buffer.from(`events ${i}`), [diskReplica("PIC-DISK", `https://pic.example.org/${i}`)]));
    return formatLocation({ ...file, sizeBytes: file.bytes! });
  });
});

const make = (until = days(1), of = locations) => makeAvailable(rucio, { locations: of, site: "HUB-DISK", until, comment });
const ruleOf = (id: string) => fake.world.rules.get(id)!;

describe("making data available at a storage site", () => {
  it("makes one dataset and one rule for all files, tells how far it is, and ends", async () => {
    const { id, did, adopted } = await make();
    expect([did, adopted]).toEqual([datasetFor(rucio, [...locations].reverse()), false]);
    expect(did).toEqual({ scope: "user.airshower", name: expect.stringMatching(/^airshower\.[0-9a-f]{32}$/) as string });
    expect([fake.count("make dataset"), fake.count("attach"), fake.count("make rule")]).toEqual([1, 1, 1]);
    const seen: string[] = [];
    for await (const { state, readyFiles, totalFiles, reason } of watchAvailability(rucio, id, 1, AbortSignal.timeout(20_000))) {
      seen.push(`${state} ${readyFiles}/${totalFiles}${reason ? ` ${reason}` : ""}`);
      if (seen.length === 1) fake.world.arrive(ruleOf(id), 1);
      if (seen.length === 2) fake.world.stick(ruleOf(id), "DESTINATION OVERWRITE");
      if (seen.length === 3) fake.world.unstick(ruleOf(id));
      if (seen.length === 4) fake.world.arrive(ruleOf(id));
    }
    expect(seen).toEqual(["bringing 0/3", "bringing 1/3", "stuck 1/3 DESTINATION OVERWRITE", "bringing 1/3", "ready 3/3"]);
    await extendAvailability(rucio, id, days(20));
    expect((await readAvailability(rucio, id)).until!.getTime()).toBeGreaterThan(days(19).getTime());
    expect(fake.world.dids.get(`${did.scope}:${did.name}`)!.meta.lifetime).toBeGreaterThan(33 * 86_400);
    await endAvailability(rucio, { ruleId: id, dataset: did, site: "HUB-DISK" });
    expect(new Date(ruleOf(id).expires_at!) < days(0.1)).toBe(true);
    expect(fake.world.dids.get(`${did.scope}:${did.name}`)!.meta.lifetime).toBeLessThanOrEqual(86_400);
    fake.world.rules.clear();
    expect((await readAvailability(rucio, id)).state).toBe("ended");
  });
  it("adopts what another launch of the same files asked for", async () => {
    const first = await make();
    const second = await make(days(2));
    expect(second).toMatchObject({ id: first.id, adopted: true });
    expect([fake.world.rules.size, fake.count("make dataset"), fake.count("attach")]).toEqual([1, 1, 1]);
    expect((await readAvailability(rucio, second.id)).until!.getTime()).toBeGreaterThan(days(1.9).getTime());
  });
  it("ends a rule of which nobody knows whether it was made", async () => {
    const dataset = datasetFor(rucio, locations);
    await endAvailability(rucio, { ruleId: null, dataset, site: "HUB-DISK" });
    expect(fake.count("end rule")).toBe(0);
    const { id } = await make();
    await endAvailability(rucio, { ruleId: null, dataset, site: "HUB-DISK" });
    expect(new Date(ruleOf(id).expires_at!) < days(0.1)).toBe(true);
  });
  it.each([["make dataset", "lose-answer"], ["make dataset", "drop"], ["attach", "lose-answer"], ["attach", "drop"], ["make rule", "lose-answer"], ["files", "gateway-503"]] as const)("is not undone, nor done twice, by a %s with %s", async (call, fault) => {
    fake.fault(call, fault);
    const { did } = await make();
    expect([fake.world.rules.size, fake.world.dids.get(`${did.scope}:${did.name}`)!.content.length]).toEqual([1, 3]);
  });
  it("goes on where another was killed after half of it", async () => {
    const did = datasetFor(rucio, locations);
    fake.world.add({ ...did, type: "DATASET", content: ["hess:obs_1.fits"] });
    await make();
    expect(fake.world.dids.get(`${did.scope}:${did.name}`)!.content).toHaveLength(3);
  });
  it("by two at once is one dataset and one rule", async () => {
    const both = await Promise.all([make(), make()]);
    expect(new Set(both.map(({ id }) => id)).size).toBe(1);
    const [{ did }] = both;
    expect(fake.world.dids.get(`${did.scope}:${did.name}`)!.content).toHaveLength(3);
  });
  it("attaches twenty thousand files in pieces, with one rule", async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => {
      const file = fake.world.add(fakeFile(`many_${i}.fits`, Buffer.from(`${i}`), []));
      return formatLocation({ ...file, sizeBytes: file.bytes! });
    });
    await make(days(1), many);
    expect([fake.count("attach"), fake.count("make rule"), fake.count("rule")]).toEqual([20, 1, 1]);
  });
  it("is refused in a scope that is not the account's", async () => {
    fake.world.ownScope = "user.other";
    await expect(make()).rejects.toMatchObject({ exception: "AccessDenied" });
    fake.world.ownScope = "user.airshower";
  });
  it("waits where somebody has to agree", async () => {
    const { id } = await make();
    ruleOf(id).state = "WAITING_APPROVAL";
    expect((await readAvailability(rucio, id)).state).toBe("waiting");
  });
  it("says that the share is used up, and makes no rule then", async () => {
    fake.world.quota.set("HUB-DISK", 10);
    await expect(make()).rejects.toThrow(SiteFull);
    expect(fake.world.rules.size).toBe(0);
  });
  it("takes room for each rule that a file is in, as Rucio counts, and none for the same files again", async () => {
    const [first, second] = [locations.slice(0, 2), locations.slice(1)];
    // Four files' worth: both hold the second one.
    fake.world.quota.set("HUB-DISK", 4 * 8 + 1);
    await make(days(1), first);
    await make(days(1), first);
    await make(days(1), second);
    expect(fake.world.rules.size).toBe(2);
    fake.world.rules.clear();
    fake.world.quota.set("HUB-DISK", 3 * 8 + 1);
    await make(days(1), first);
    await expect(make(days(1), second)).rejects.toThrow(SiteFull);
  });
  it("names a storage site that is none", async () => {
    await expect(makeAvailable(rucio, { locations, site: "NOWHERE", until: days(1), comment })).rejects.toThrow(SiteUnknown);
  });
  it.each([["past", -1], ["too far", 31], ["no date", Number.NaN]])("refuses an end that is %s", async (_, count) => {
    await expect(make(days(count))).rejects.toThrow(BadUntil);
    expect(fake.calls).toEqual([]);
  });
  it("counts what is on tape only, and what is there already", async () => {
    const tape = (i: number) => ({ rse: "PIC-TAPE", pfn: `https://tape.example.org/${i}`, type: "TAPE" as const, priority: 1, state: "AVAILABLE" });
    const files = [...fake.world.dids.values()];
    files[0]!.replicas.splice(0, 1, tape(0));
    files[1]!.replicas.push(tape(1), diskReplica("HUB-DISK", "https://hub.example.org/1"));
    expect(await whereabouts(rucio, locations)).toEqual({ onTapeCount: 1, bytesAt: new Map([["PIC-DISK", 16], ["HUB-DISK", 8]]) });
  });
});
