import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { admit } from "../drive/admit";
import { DrivenLaunch } from "../drive/driven";
import { environmentOf } from "../drive/environment";
import { EnvironmentForPublicData, EnvironmentLacks, EnvironmentUnfit, EnvironmentUnknown } from "../errors";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, outsider, request, useServices } from "../fixture.test-support";
import { listEnvironments } from "../places";
import { stopClosedAtPublicPlaces } from "../place-public";
import { planLaunch } from "../plan";
import { environmentListSchema, launchPlanSchema } from "../schemas";
import { FakeHub } from "../services/fake-hub.test-support";
import { findService } from "../services/registry";
import { EnvironmentGone } from "../services/faults";
import { startLaunch } from "../start";
import { refreshSources, keptSources } from "./kept";
import { forgetSoftware } from "./folder";

testDatabase();
const hub = new FakeHub();
let catalogue: LaunchCatalogue;
let listed: { status: number; body: unknown };
const server = http.createServer((_request, response) => {
  response.writeHead(listed.status, { "content-type": "application/json" });
  response.end(JSON.stringify(listed.body));
});

const software = (name: string, image: string, supportingData?: string[]) => ({ name, version: "1", license: "https://spdx.org/licenses/MIT", installUrl: `docker://${image}`, supportingData });
const trusted = software("trusted", "registry.example.org/escape/trusted:1", ["event lists", "full-enclosure IRFs"]);
const open = software("open", "registry.example.org/open/tool:1", ["event lists", "full-enclosure IRFs"]);
const foreign = software("foreign", "evil.example.org/escape/trusted:1", ["event lists", "full-enclosure IRFs"]);
const pointLike = software("pointed", "registry.example.org/escape/pointed:1", ["point-like IRFs"]);
const maps = software("maps", "registry.example.org/escape/maps:1", ["event lists", "full-enclosure IRFs", "bkg"]);
const silent = software("silent", "registry.example.org/escape/silent:1");
const all = [trusted, open, foreign, pointLike, maps, silent];

const rules = [{ image: "registry.example.org/escape/*", dataClass: "embargoed" }, { image: "registry.example.org/open/*" }];
function use(catalogueRules: object[] = rules): void {
  useServices([{ id: "hub", kind: "jupyterhub", title: "Own hub", url: hub.url, token: { env: "HUB_A_TOKEN" }, dataClass: "embargoed", mayInstall: true, environments: [{ id: "default", title: "gammapy" }], catalogue: catalogueRules }], {
    HUB_A_TOKEN: hub.token, SOFTWARE_URLS: `http://127.0.0.1:${(server.address() as AddressInfo).port}/records`,
  });
  forgetEnvironment();
}
const refresh = () => refreshSources(AbortSignal.timeout(10_000), true);
const idOf = async (name: string) => (await listEnvironments()).items.find(({ title }) => title === `${name} 1`)!.id;
const at = (environment: string) => request({ service: "hub", environment });

beforeAll(async () => {
  await hub.start();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  forgetSoftware();
  use();
  catalogue = await insertLaunchCatalogue();
});
afterAll(async () => {
  server.close();
  await hub.stop();
});
beforeEach(async () => {
  listed = { status: 200, body: all };
  use();
  await withSystemSql("test", async (sql) => {
    await sql.run("DELETE FROM software_source");
    await sql.run("DELETE FROM launch");
  });
});

describe("what an address lists", () => {
  it("is kept, and offered where the operators' rules take it on, and nowhere else", async () => {
    await refresh();
    const answer = await listEnvironments();
    expect(environmentListSchema.parse(answer)).toEqual(answer);
    expect(answer.items.map(({ title, dataClass, fromCatalogue }) => `${title} ${dataClass} ${fromCatalogue}`)).toEqual(["gammapy embargoed false", "trusted 1 embargoed true", "open 1 public true", "pointed 1 embargoed true", "maps 1 embargoed true", "silent 1 embargoed true"]);
    expect(answer.items[1]).toMatchObject({ license: "MIT", image: "registry.example.org/escape/trusted:1", repository: null });
    expect(answer.sources).toMatchObject([{ current: true }]);
    use([]);
    expect((await listEnvironments()).items).toHaveLength(1);
  });

  it("stays as it was when the address fails, and that is said", async () => {
    await refresh();
    listed = { status: 500, body: {} };
    await refresh();
    const [source] = await keptSources();
    expect(source).toMatchObject({ fault: "/records answered 500", asOf: expect.any(Date) as Date });
    expect(source!.records).toHaveLength(all.length);
    expect((await listEnvironments()).sources).toMatchObject([{ current: false, asOf: expect.any(String) as string }]);
    listed = { status: 200, body: [] };
    await refresh();
    expect((await keptSources())[0]).toMatchObject({ fault: "it lists no record that can be used" });
    expect((await listEnvironments()).items).toHaveLength(6);
    listed = { status: 200, body: [trusted] };
    await refresh();
    expect((await keptSources())[0]).toMatchObject({ fault: null, records: [{ name: "trusted" }] });
  });

  it("that was never there is said to be missing", async () => {
    expect((await listEnvironments()).sources).toEqual([{ name: expect.stringContaining("127.0.0.1") as string, asOf: null, current: false }]);
    listed = { status: 404, body: {} };
    await refresh();
    expect((await listEnvironments()).sources).toMatchObject([{ asOf: null, current: false }]);
  });

  it("is asked by one of several workers, when it is due", async () => {
    let asked = 0;
    server.on("request", () => asked++);
    await Promise.all([refreshSources(AbortSignal.timeout(10_000)), refreshSources(AbortSignal.timeout(10_000))]);
    await refreshSources(AbortSignal.timeout(10_000));
    expect(asked).toBe(1);
    await withSystemSql("test", (sql) => sql.run("UPDATE software_source SET tried_at = now() - interval '7 hours', fetched_at = now() - interval '7 hours'"));
    await refreshSources(AbortSignal.timeout(10_000));
    expect(asked).toBe(2);
  });
});

/** The launch in a worker's hands, as it comes to it. */
async function takenOver(id: string): Promise<DrivenLaunch> {
  expect(await admit(id)).toBe(true);
  return (await DrivenLaunch.takeOver(id))!;
}

describe("software of the catalogue", () => {
  beforeEach(refresh);

  it("is said to fit a basket or not, each with the reason", async () => {
    await fillBasket(member, catalogue.hidden);
    const plan = await planLaunch(member, request({ service: "hub" }));
    expect(launchPlanSchema.parse(plan)).toEqual(plan);
    const lackOf = (name: string) => plan.environments.find(({ id }) => id.startsWith(`catalogue-${name}-`))!.lacks;
    const lacks = Object.fromEntries(["trusted", "open", "pointed", "maps", "silent"].map((name) => [name, lackOf(name)?.slug ?? null]));
    expect(lacks).toEqual({ trusted: null, open: "environment-for-public-data", pointed: "environment-unfit", maps: "environment-lacks-irf", silent: "environment-unfit" });
    expect(lackOf("silent")?.detail).toContain("does not say that it can use full-enclosure IRFs");
  });

  it("that is for public data gets no embargoed basket at a hub that may hold one, and is watched while it runs", async () => {
    const id = await idOf("open");
    await fillBasket(member, catalogue.hidden);
    await expect(startLaunch(member, { ...at(id), acceptProblems: true })).rejects.toThrow(EnvironmentForPublicData);
    await fillBasket(outsider, [catalogue.open]);
    const launch = await startLaunch(outsider, at(id));
    await stopClosedAtPublicPlaces();
    const state = () => withSystemSql("test", (sql) => sql.rows<{ state: string }>("SELECT state FROM launch WHERE id = $1", [launch.id]));
    expect(await state()).toEqual([{ state: "requested" }]);
    await withSystemSql("test", (sql) => sql.run("UPDATE observation SET data_release_override = '2999-01-01Z' WHERE obs_id = 30001"));
    await stopClosedAtPublicPlaces();
    expect(await state()).not.toEqual([{ state: "requested" }]);
    await withSystemSql("test", (sql) => sql.run("UPDATE observation SET data_release_override = NULL WHERE obs_id = 30001"));
  });

  it("goes with an embargoed basket where the operators trust it with one", async () => {
    await fillBasket(member, catalogue.hidden);
    const launch = await startLaunch(member, at(await idOf("trusted")));
    expect(await environmentOf(await takenOver(launch.id), findService("hub")!)).toMatchObject({ options: { image: "registry.example.org/escape/trusted:1" } });
  });

  it("that does not fit, or that no rule takes on, is not launched with", async () => {
    await fillBasket(member, catalogue.hidden);
    await expect(startLaunch(member, { ...at(await idOf("pointed")), acceptProblems: true })).rejects.toThrow(EnvironmentUnfit);
    await expect(startLaunch(member, { ...at(await idOf("maps")), acceptProblems: true })).rejects.toThrow(EnvironmentLacks);
    const trustedId = await idOf("trusted");
    use([]);
    await expect(startLaunch(member, at(trustedId))).rejects.toThrow(EnvironmentUnknown);
  });

  it("that is gone, or trusted less, when the worker comes to it is not replaced by another", async () => {
    await fillBasket(member, catalogue.hidden);
    const launch = await startLaunch(member, at(await idOf("trusted")));
    const driven = await takenOver(launch.id);
    use([{ image: "registry.example.org/escape/*" }]);
    await expect(environmentOf(driven, findService("hub")!)).rejects.toThrow(EnvironmentGone);
    use();
    listed = { status: 200, body: [{ ...trusted, installUrl: "docker://registry.example.org/escape/trusted:2" }] };
    await refresh();
    await expect(environmentOf(driven, findService("hub")!)).rejects.toThrow(EnvironmentGone);
  });
});
