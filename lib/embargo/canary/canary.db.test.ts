import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ask } from "@/app/api/v1/in-process.test-support";
import { forgetBearers } from "@/lib/auth/bearer";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { cookieOf } from "@/lib/auth/session-cookie.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { serveMetrics } from "@/lib/http/metrics";
import { handle } from "@/server/files/handler";
import { canaryKinds, type CanaryKind } from "./kinds";
import { plantCanaries } from "./plant";
import { runCanaries } from "./watch";

testDatabase();
// Each look walks some hundreds of probes as several viewers.
vi.setConfig({ testTimeout: 180_000 });
let issuer: FakeIssuer;
const servers: Server[] = [];
const sub = "somebody-in-no-group";
const outside = { portalUrl: "", filesUrl: "", token: "opaque-token-of-somebody" };

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The API over HTTP, without Next. */
const portal = () =>
  createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const { authorization } = incoming.headers;
    const body = chunks.length > 0 ? Buffer.concat(chunks).toString("utf8") : undefined;
    const response = await ask({ method: incoming.method!, path: incoming.url!.replace("/api/v1", ""), headers: authorization === undefined ? {} : { authorization }, body });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(Buffer.from(await response.arrayBuffer()));
  });

const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
const look = async () => (await runCanaries("command", outside, 0))!;

beforeAll(async () => {
  issuer = await fakeIssuer();
  issuer.people.set(outside.token, { sub, preferred_username: "somebody", groups: [] });
  Object.assign(outside, { portalUrl: await listen(portal()), filesUrl: await listen(createServer((request, response) => void handle(request, response))) });
  Object.assign(process.env, { OIDC_ISSUER: issuer.issuer, METRICS_PORT: "4650" });
  forgetEnvironment();
  forgetDiscovery();
  forgetBearers();
  await insertCollection("managed", { managers: ["cta/managers"] });
});
afterAll(async () => {
  await issuer.close();
  for (const server of servers) server.close();
  delete process.env.METRICS_PORT;
});

describe("canaries", () => {
  it("are seen by nobody, at no route, anonymous or signed in", async () => {
    const outcome = await look();
    expect(outcome).toMatchObject({ leaks: [], problem: null, viewers: ["anonymous", "signed-in"] });
    expect(outcome.probeCount).toBeGreaterThan(250);
  });
  it("are planted once, however often one looks", async () => {
    await plantCanaries(sub);
    const [{ count } = { count: "" }] = await withSystemSql("test", (sql) => sql.rows<{ count: string }>("SELECT count(*) FROM observation"));
    expect(Number(count)).toBe(canaryKinds.length);
  });

  const canary = "collection_id = (SELECT id FROM collection WHERE name = 'airshower-canaries') AND target_name = $1";
  /** What takes each canary's cover away, and puts it back. */
  const covers: Record<CanaryKind, { readonly off: string; readonly on: string; readonly of: string }> = {
    "by-date": { off: "UPDATE project SET meta_clock_date = '2020-01-01' WHERE code = $1", on: "UPDATE project SET meta_clock_date = '2999-01-01' WHERE code = $1", of: "CANARY-BY-DATE" },
    "no-date": { off: "UPDATE project SET meta_clock_date = '2020-01-01' WHERE code = $1", on: "UPDATE project SET meta_clock_date = NULL WHERE code = $1", of: "CANARY-NO-DATE" },
    override: { off: `UPDATE observation SET meta_release_override = NULL WHERE ${canary}`, on: `UPDATE observation SET meta_release_override = 'infinity' WHERE ${canary}`, of: "Canary-override" },
    hold: { off: "UPDATE hold SET lifted_at = now(), lifted_by = $1", on: "UPDATE hold SET lifted_at = NULL, lifted_by = NULL WHERE lifted_by = $1", of: "test" },
    "no-project": { off: `UPDATE observation SET meta_release_override = '2020-01-01' WHERE ${canary}`, on: `UPDATE observation SET meta_release_override = NULL WHERE ${canary}`, of: "Canary-no-project" },
    denied: { off: "UPDATE denial SET lifted_at = now(), lifted_by = 'test' WHERE sub = $1", on: "UPDATE denial SET lifted_at = NULL, lifted_by = NULL WHERE sub = $1", of: sub },
    "grant-ended": { off: "UPDATE access_grant SET valid_until = NULL WHERE grantee = $1 AND valid_until IS NOT NULL", on: "UPDATE access_grant SET valid_until = now() - interval '1 day' WHERE grantee = $1 AND project_id = (SELECT id FROM project WHERE code = 'CANARY-GRANT-ENDED')", of: sub },
  };
  for (const kind of canaryKinds) {
    it(`call out when the one hidden by '${kind}' loses its cover`, async () => {
      const { off, on, of } = covers[kind];
      await system(off, [of]);
      const { leaks, problem } = await look();
      await system(on, [of]);
      expect(problem).toBeNull();
      expect(leaks.filter((leak) => leak.kind !== "any").map((leak) => leak.kind)).toContain(kind);
      expect(new Set(leaks.map((leak) => leak.kind).filter((each) => each !== "any"))).toEqual(new Set([kind]));
      expect(leaks.some(({ route }) => route.endsWith("/api/v1/observations"))).toBe(true);
      expect(leaks.every(({ viewer: as }) => as === "signed-in")).toBe(kind === "denied" || kind === "grant-ended");
    });
  }
  it("are covered again when all is put back", async () => {
    expect((await look()).leaks).toEqual([]);
  });

  it("say why they could not be looked for, and count as failed, not as unseen", async () => {
    expect(await runCanaries("command", { ...outside, token: "a-token-that-nobody-knows" }, 0)).toMatchObject({ problem: expect.stringContaining("CANARY_TOKEN") });
    expect(await runCanaries("command", { ...outside, portalUrl: "http://127.0.0.1:4699" }, 0)).toMatchObject({ probeCount: 0, problem: expect.stringContaining("can not be reached") });
  });
  it("are left alone by a worker while the last run is young", async () => {
    expect(await runCanaries("worker", outside, 3600)).toBeNull();
  });
});

describe("what came of it", () => {
  const list = async (who: Parameters<typeof cookieOf>[0] | null) => ask({ path: "/embargo/canaries", headers: who ? { cookie: await cookieOf(who) } : {} });
  it("is told to managers; for everybody else there is no such address", async () => {
    for (const who of [null, viewer("outsider"), viewer("pi", "cta/projects/crab")]) expect((await list(who)).status).toBe(404);
    const answer = (await (await list(viewer("manager", "cta/managers"))).json()) as { items: { state: string; leaks: unknown[] }[]; kinds: string[] };
    expect(answer.items.map(({ state }) => state)).toEqual(expect.arrayContaining(["clean", "leak", "failed"]));
    expect(answer.items.find(({ state }) => state === "leak")!.leaks.length).toBeGreaterThan(0);
    expect(answer.kinds).toEqual([...canaryKinds]);
  });
  it("is in the worker's metrics, on a port of their own, and no other process tells it", async () => {
    await look();
    servers.push(serveMetrics("worker")!, serveMetrics("portal")!);
    const scrape = async (port: number) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const worker = await scrape(4652);
    expect(worker).toMatch(/^airshower_canary_leaks\{process="worker"\} 0$/m);
    expect(worker).toMatch(/^airshower_canary_probes\{process="worker"\} [1-9]\d+$/m);
    expect(worker).toMatch(/^airshower_process_resident_memory_bytes\{process="worker"\} \d+$/m);
    const portalMetrics = await scrape(4650);
    expect(portalMetrics).toContain("airshower_nodejs_heap_size_used_bytes");
    expect(portalMetrics).not.toContain("canary");
    expect((await fetch("http://127.0.0.1:4652/")).status).toBe(404);
  });
  it("is off where no port is set", () => {
    delete process.env.METRICS_PORT;
    forgetEnvironment();
    expect(serveMetrics("portal")).toBeNull();
  });
});
