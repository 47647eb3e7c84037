import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connected, fakeFile, testLimits } from "./fake/connected.test-support";
import { calls, dataset, event, fillWorld, makeRule, soon } from "./fake/calls.test-support";
import type { Fault } from "./fake/faults.test-support";
import { FakeRucio } from "./fake/rucio.test-support";
import { RucioAnswerCut, RucioAnswerOdd, RucioBroken, RucioRefused, RucioSaysNo, RucioUnreachable } from "./faults";
import { replicatedFile } from "./replicas";
import { replicasSchema } from "./schemas";
import { viewerTokens } from "./token-sources";

const fake = new FakeRucio();

beforeAll(() => fake.start());
afterAll(() => fake.stop());
beforeEach(() => {
  fake.reset();
  fillWorld(fake);
});

async function found(search: AsyncIterable<{ name: string }>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of search) names.push(name);
  return names;
}

describe("Rucio's catalogue", () => {
  it("is searched by name, type and metadata", async () => {
    const { client } = connected(fake);
    expect(await client.searchAll("hess", { filters: [{ name: "*" }] })).toMatchObject([
      { scope: "hess", name: event.name, type: "file", sizeBytes: 6 },
      { name: "events/obs 2.fits", type: "file" },
      { name: "crab", type: "dataset", sizeBytes: null, fileCount: 2 },
    ]);
    expect(await found(client.search("hess", { filters: [{ name: "*" }], type: "dataset" }))).toEqual(["crab"]);
    expect(await found(client.search("hess", { filters: [{ target: "Crab Nebula" }, { "obs_id.gte": 2 }] }))).toEqual([event.name, "events/obs 2.fits"]);
    // By JSON keys Rucio tells neither type nor size.
    expect(await client.searchAll("hess", { filters: [{ obs_id: 1 }] })).toEqual([{ ...event, type: null, sizeBytes: null, fileCount: null }]);
    expect(await client.searchAll("nobody", { filters: [{ name: "*" }] })).toEqual([]);
  });
  it("tells metadata, one by one and many at once", async () => {
    const { client } = connected(fake);
    expect(await client.metadata(event)).toMatchObject({ did_type: "FILE", obs_id: 1, target: "Crab Nebula" });
    const many = await client.bulkMetadata([event, { scope: "hess", name: "unknown" }]);
    expect([...many]).toEqual([["hess:events/obs 1.fits", { obs_id: 1, target: "Crab Nebula" }]]);
    await expect(client.metadata({ scope: "hess", name: "unknown" })).rejects.toMatchObject({ status: 502, rucioStatus: 404, exception: "DataIdentifierNotFound" });
  });
  it("tells a dataset's files and where copies are", async () => {
    const { client } = connected(fake);
    expect((await client.files(dataset)).map(({ name }) => name)).toEqual([event.name, "events/obs 2.fits"]);
    const copies = await client.replicas([event, { scope: "hess", name: "unknown" }]);
    expect([...copies.keys()]).toEqual(["hess:events/obs 1.fits"]);
    expect(copies.get("hess:events/obs 1.fits")).toMatchObject({
      sizeBytes: 6,
      adler32: "08eb0296",
      replicas: [{ url: "https://pic.example.org/1", site: "PIC-DISK", medium: "disk", state: "AVAILABLE", priority: 1 }, { site: "PIC-TAPE", medium: "tape" }],
    });
    // A storage site that Rucio does not know is a 500 there.
    await expect(client.replicas([event], "NOWHERE")).rejects.toThrow(RucioBroken);
  });
  it("takes no copy whose address it did not ask for, and a WebDAV door for https", async () => {
    const pfns = ["davs://door.example.org:8443/x", "https://b.example.org/x", "root://c.example.org//x", "file:///etc/passwd", "javascript:alert(1)"];
    const line = replicasSchema.parse({ scope: "hess", name: "x", bytes: 1, adler32: "790079", pfns: Object.fromEntries(pfns.map((pfn, i) => [pfn, { rse: `SITE-${i}` }])) });
    expect(replicatedFile(line, ["https", "davs"])).toMatchObject({ adler32: "00790079", replicas: [{ url: "https://door.example.org:8443/x" }, { url: "https://b.example.org/x" }] });
  });
  it("keeps hostile values in their place", async () => {
    fake.world.add(fakeFile("odd", Buffer.from("x"), [], { target: "'}, {'obs_id.gt': 0}] #" }));
    expect(await found(connected(fake).client.search("hess", { filters: [{ target: "'}, {'obs_id.gt': 0}] #" }] }))).toEqual(["odd"]);
  });
});

describe("logging in", () => {
  it("happens once for many requests, and again when tokens end in the middle", async () => {
    const { client } = connected(fake);
    await Promise.all(Array.from({ length: 20 }, () => client.metadata(event)));
    expect(fake.count("userpass")).toBe(1);
    fake.endTokens();
    await Promise.all(Array.from({ length: 20 }, () => client.metadata(event)));
    expect(fake.count("userpass")).toBe(2);
  });
  it("with a wrong password is refused, once, and says so", async () => {
    const wrong = Object.assign(Object.create(fake) as FakeRucio, { password: "wrong" });
    Object.defineProperty(wrong, "url", { value: fake.url });
    const fault = await connected(wrong).client.metadata(event).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(RucioRefused);
    expect(JSON.stringify([String(fault), (fault as Error).cause])).not.toContain("wrong\"");
    expect(fake.count("userpass")).toBe(1);
  });
  it("as a viewer is by the viewer's own token", async () => {
    const token = `e30.${Buffer.from(JSON.stringify({ exp: Date.now() / 1000 + 600 })).toString("base64url")}.x`;
    fake.jwts.add(token);
    await connected(fake, { tokens: viewerTokens(() => Promise.resolve(token)) }).client.metadata(event);
    expect(fake.count("userpass")).toBe(0);
    fake.jwts.clear();
    await expect(connected(fake, { tokens: viewerTokens(() => Promise.resolve(token)) }).client.metadata(event)).rejects.toThrow(RucioRefused);
  });
  it.each([["drop", RucioUnreachable], ["gateway-503", RucioUnreachable], ["bare-500", RucioUnreachable], ["html-200", RucioAnswerOdd], ["empty-200", RucioAnswerOdd]] as const)("meets %s", async (fault, expected) => {
    fake.fault("userpass", fault, fault, fault, fault);
    await expect(connected(fake).client.metadata(event)).rejects.toThrow(expected);
  });
});

describe.each(calls)("the call '%s'", (call, _kind, work) => {
  beforeEach(async () => {
    await makeRule(connected(fake), fake);
    fake.calls.length = 0;
  });
  it.each(["token-refused", "bare-500", "html-500", "gateway-503", "drop", "lose-answer"] as const satisfies Fault[])("goes on after one %s", async (fault) => {
    const expected = await work(connected(fake), fake);
    fake.calls.length = 0;
    fake.fault(call, fault);
    expect(await work(connected(fake), fake)).toEqual(expected);
    expect(fake.count(call)).toBe(2);
  });
  it.each([["bare-500", RucioBroken], ["html-500", RucioBroken], ["gateway-503", RucioUnreachable], ["drop", RucioUnreachable], ["lose-answer", RucioUnreachable]] as const)("tells of %s that stays, after as many tries as are allowed", async (fault, expected) => {
    fake.fault(call, ...Array.from({ length: 5 }, () => fault));
    await expect(work(connected(fake), fake)).rejects.toThrow(expected);
    expect(fake.count(call)).toBe(testLimits.tries);
  });
  it("tells of a token that is refused again, without a third try", async () => {
    fake.fault(call, "token-refused", "token-refused", "token-refused");
    await expect(work(connected(fake), fake)).rejects.toThrow(RucioRefused);
    expect(fake.count(call)).toBe(2);
    expect(fake.count("userpass")).toBe(2);
  });
  it.each(["html-200", "not-acceptable"] as const)("does not take %s for an answer, nor ask again", async (fault) => {
    fake.fault(call, fault);
    await expect(work(connected(fake), fake)).rejects.toThrow(RucioAnswerOdd);
    expect(fake.count(call)).toBe(1);
  });
  it("is cancelled with its caller", async () => {
    const caller = new AbortController();
    fake.fault(call, "silent");
    const running = work(connected(fake), fake, caller.signal);
    await expect.poll(() => fake.count(call)).toBe(1);
    caller.abort(new Error("the reader left"));
    await expect(running).rejects.toThrow("the reader left");
    expect(fake.count(call)).toBe(1);
  });
  it("waits for an answer that is slow and comes", async () => {
    const expected = await work(connected(fake), fake);
    fake.calls.length = 0;
    fake.fault(call, "slow");
    expect(await work(connected(fake), fake)).toEqual(expected);
    expect(fake.count(call)).toBe(1);
  });
});

describe.each(calls.filter(([, kind]) => kind !== "deed"))("the call '%s', which has something to say,", (call, kind, work) => {
  beforeEach(() => makeRule(connected(fake), fake));
  it.each(["cut", "cut-quietly"] as const)("asks again for an answer that is %s", async (fault) => {
    const expected = await work(connected(fake), fake);
    fake.fault(call, fault);
    expect(await work(connected(fake), fake)).toEqual(expected);
    fake.fault(call, fault, fault, fault);
    await expect(work(connected(fake), fake)).rejects.toThrow(RucioAnswerCut);
  });
  it("takes nothing for an empty list, and never for a document", async () => {
    fake.fault(call, "empty-200");
    const answer = work(connected(fake), fake).then((found) => [...(found as Iterable<unknown>)], (error: unknown) => String(error));
    expect(await answer).toEqual(kind === "list" ? [] : expect.stringMatching(/is empty/));
  });
});

describe("a search that is read as it comes", () => {
  it("gives what came and then tells that it broke off", async () => {
    const { client } = connected(fake);
    fake.fault("search", "cut");
    const names: string[] = [];
    const reading = (async () => {
      for await (const { name } of client.search("hess", { filters: [{ name: "*" }] })) names.push(name);
    })();
    await expect(reading).rejects.toThrow(RucioAnswerCut);
    expect(names).toEqual([event.name, "events/obs 2.fits"]);
    expect(fake.count("search")).toBe(1);
  });
  it("ends with its reader", async () => {
    for await (const { name } of connected(fake).client.search("hess", { filters: [{ name: "*" }] })) {
      expect(name).toBe(event.name);
      break;
    }
  });
});

describe("a rule", () => {
  it("is made, read, extended and ended", async () => {
    const { rules } = connected(fake);
    const made = await rules.ensure({ did: dataset, site: "HUB-DISK", until: soon(), comment: "test" });
    expect(made).toMatchObject({ did: dataset, state: "REPLICATING", okCount: 0, replicatingCount: 2, stuckCount: 0, error: null, adopted: false });
    expect(Math.abs(made.expiresAt!.getTime() - soon().getTime())).toBeLessThan(5000);
    const rule = fake.world.rules.get(made.id)!;
    fake.world.stick(rule, "SOURCE: no route to host");
    expect(await rules.read(made.id)).toMatchObject({ state: "STUCK", stuckCount: 2, error: "SOURCE: no route to host" });
    fake.world.unstick(rule);
    fake.world.arrive(rule, 1);
    expect(await rules.read(made.id)).toMatchObject({ state: "REPLICATING", okCount: 1, replicatingCount: 1, error: null });
    fake.world.arrive(rule);
    expect(await rules.read(made.id)).toMatchObject({ state: "OK", okCount: 2 });
    await rules.extend(made.id, new Date(Date.now() + 3 * 86_400_000));
    expect((await rules.read(made.id)).expiresAt!.getTime() - Date.now()).toBeGreaterThan(2.9 * 86_400_000);
    await rules.end(made.id);
    expect((await rules.read(made.id)).expiresAt!.getTime() - Date.now()).toBeLessThan(3_700_000);
    fake.world.rules.clear();
    await rules.end(made.id);
    await expect(rules.read(made.id)).rejects.toMatchObject({ exception: "RuleNotFound" });
  });
  it("that is there is adopted, made to last, and never shortened", async () => {
    const { rules } = connected(fake);
    const first = await makeRule(connected(fake), fake);
    const later = new Date(Date.now() + 5 * 86_400_000);
    const adopted = await rules.ensure({ did: event, site: "HUB-DISK", until: later, comment: "test" });
    expect(adopted).toMatchObject({ id: first.id, adopted: true });
    expect(adopted.expiresAt!.getTime()).toBeGreaterThanOrEqual(later.getTime() - 1000);
    const again = await rules.ensure({ did: event, site: "HUB-DISK", until: soon(), comment: "test" });
    expect(again.expiresAt).toEqual(adopted.expiresAt);
    await rules.end(first.id);
    const revived = await rules.ensure({ did: event, site: "HUB-DISK", until: soon(), comment: "test" });
    expect(revived.id).toBe(first.id);
    expect(revived.expiresAt!.getTime() - Date.now()).toBeGreaterThan(80_000_000);
    expect(fake.world.rules.size).toBe(1);
  });
  it("of another account is not adopted", async () => {
    const made = await makeRule(connected(fake), fake);
    fake.world.rules.set(made.id, { ...fake.world.rules.get(made.id)!, account: "somebody" });
    expect(await makeRule(connected(fake), fake)).toMatchObject({ adopted: false });
    expect(fake.world.rules.size).toBe(2);
  });
  it.each(["lose-answer", "cut", "cut-quietly"] as const)("is not made twice when its answer is %s", async (fault) => {
    fake.fault("make rule", fault);
    expect(await makeRule(connected(fake), fake)).toMatchObject({ adopted: false, state: "REPLICATING" });
    expect(fake.world.rules.size).toBe(1);
    expect(fake.count("make rule")).toBe(1);
  });
  it.each([["bare-500", RucioBroken], ["drop", RucioUnreachable], ["html-200", RucioAnswerOdd], ["empty-200", RucioAnswerOdd]] as const)("that failed by %s was not made, and says so", async (fault, expected) => {
    fake.fault("make rule", fault);
    await expect(makeRule(connected(fake), fake)).rejects.toThrow(expected);
    expect(fake.count("make rule")).toBe(1);
  });
  it("is made after a token that ended", async () => {
    fake.fault("make rule", "token-refused");
    expect(await makeRule(connected(fake), fake)).toMatchObject({ adopted: false });
  });
  it.each([
    ["a quota that is used up", "InsufficientAccountLimit", () => void fake.world.quota.set("HUB-DISK", 1)],
    ["a storage site that is none", "InvalidRSEExpression", () => void fake.world.sites.delete("HUB-DISK")],
    ["a DID that is none", "DataIdentifierNotFound", () => void fake.world.dids.clear()],
  ])("is refused for %s", async (_, exception, spoil) => {
    spoil();
    const fault = await makeRule(connected(fake), fake).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(RucioSaysNo);
    expect(fault).toMatchObject({ exception });
  });
});
