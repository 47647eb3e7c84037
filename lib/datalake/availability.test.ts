import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { countOnTape, endAvailability, extendAvailability, makeAvailable, readAvailability, watchAvailability } from "./availability";
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
  Object.assign(process.env, { AIRSHOWER_MODE: "test", AIRSHOWER_PROCESS: "worker", RUCIO_RULE_MAX_DAYS: "30", PORTAL_URL: "http://127.0.0.1:1", FILES_URL: "http://127.0.0.1:1", PORTAL_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz-test-only", DATABASE_URL: "postgresql://127.0.0.1/x", SYSTEM_DATABASE_URL: "postgresql://127.0.0.1/x", OIDC_ISSUER: "http://127.0.0.1:1", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "x" });
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

const make = (until = days(1)) => makeAvailable(rucio, { locations, site: "HUB-DISK", until, comment });

describe("making data available at a storage site", () => {
  it("asks once for all files, tells how far it is, and ends", async () => {
    const rules = await make();
    expect(fake.count("make rule")).toBe(1);
    const ids = rules.map(({ id }) => id);
    expect(await readAvailability(rucio, ids)).toMatchObject({ state: "bringing", readyFiles: 0, totalFiles: 3, reason: null });
    const seen: string[] = [];
    for await (const { state, readyFiles, reason } of watchAvailability(rucio, ids, 1, AbortSignal.timeout(20_000))) {
      seen.push(`${state} ${readyFiles}${reason ? ` ${reason}` : ""}`);
      const open = [...fake.world.rules.values()].filter((rule) => rule.state !== "OK");
      if (seen.length === 1) fake.world.arrive(open[0]!);
      if (seen.length === 2) fake.world.stick(open[0]!, "DESTINATION OVERWRITE");
      if (seen.length === 3) open.filter((rule) => rule.state === "STUCK").forEach((rule) => fake.world.unstick(rule));
      if (seen.length === 4) open.forEach((rule) => fake.world.arrive(rule));
    }
    expect(seen).toEqual(["bringing 0", "bringing 1", "stuck 1 DESTINATION OVERWRITE", "bringing 1", "ready 3"]);
    await extendAvailability(rucio, ids, days(20));
    expect((await readAvailability(rucio, ids)).until!.getTime()).toBeGreaterThan(days(19).getTime());
    await endAvailability(rucio, ids, new Set([ids[0]!]));
    const left = [...fake.world.rules.values()].map(({ id, expires_at: end }) => [id, new Date(end!) > days(1)]);
    expect(Object.fromEntries(left)).toEqual({ [ids[0]!]: true, [ids[1]!]: false, [ids[2]!]: false });
    fake.world.rules.clear();
    expect((await readAvailability(rucio, ids)).state).toBe("ended");
  });
  it("adopts what another launch asked for", async () => {
    const first = await makeAvailable(rucio, { locations: locations.slice(0, 1), site: "HUB-DISK", until: days(1), comment });
    const second = await make(days(2));
    expect(second.filter(({ adopted }) => adopted).map(({ id }) => id)).toEqual([first[0]!.id]);
    expect(fake.world.rules.size).toBe(3);
    expect((await readAvailability(rucio, second.map(({ id }) => id))).until!.getTime()).toBeGreaterThan(days(1.9).getTime());
  });
  it("waits where somebody has to agree", async () => {
    const rules = await make();
    for (const rule of fake.world.rules.values()) rule.state = "WAITING_APPROVAL";
    expect((await readAvailability(rucio, rules.map(({ id }) => id))).state).toBe("waiting");
  });
  it("says that the share is used up, and makes nothing then", async () => {
    fake.world.quota.set("HUB-DISK", 10);
    await expect(make()).rejects.toThrow(SiteFull);
    expect(fake.world.rules.size).toBe(0);
  });
  it("names a storage site that is none", async () => {
    await expect(makeAvailable(rucio, { locations, site: "NOWHERE", until: days(1), comment })).rejects.toThrow(SiteUnknown);
  });
  it.each([["past", -1], ["too far", 31], ["no date", Number.NaN]])("refuses an end that is %s", async (_, count) => {
    await expect(make(days(count))).rejects.toThrow(BadUntil);
    expect(fake.calls).toEqual([]);
  });
  it("counts what is on tape only", async () => {
    const tape = (i: number) => ({ rse: "PIC-TAPE", pfn: `https://tape.example.org/${i}`, type: "TAPE" as const, priority: 1, state: "AVAILABLE" });
    const files = [...fake.world.dids.values()];
    files[0]!.replicas.splice(0, 1, tape(0));
    files[1]!.replicas.push(tape(1));
    expect(await countOnTape(rucio, locations)).toBe(1);
  });
});
