import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { NotFound } from "@/lib/errors/requests";
import { AnalysisUnknown, DataClassTooHigh, EnvironmentUnfit, LaunchIsOver, LaunchNotOpen, SizeUnknown, TooLargeForService, TooManyLaunches, UntilRefused } from "./errors";
import { readBuildLog } from "./build-log";
import { colleague, fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, outsider, request, useServices } from "./fixture.test-support";
import { getLaunch, stopLaunch } from "./launch";
import { isOpenToAll } from "./open-to-all";
import { openLaunch } from "./opening";
import { stopClosedAtPublicPlaces } from "./place-public";
import { listEnvironments, listServices } from "./places";
import { planLaunch } from "./plan";
import { prolongLaunch } from "./prolong";
import { environmentSchema, launchPlanSchema, notebookServiceSchema } from "./schemas";
import { FakeHub } from "./services/fake-hub.test-support";
import { startLaunch } from "./start";

testDatabase();
const hub = new FakeHub();
let catalogue: LaunchCatalogue;

const services = (change: { atBinder?: object; atHub?: object } = {}) => [
  {
    id: "hub", kind: "jupyterhub", title: "Own hub", url: hub.url, token: { env: "HUB_A_TOKEN" }, dataClass: "embargoed", mayInstall: true, storageSites: [{ site: "SITE-A", pfnPrefix: "https://a.example.org/", mountPath: "/lake", dataClass: "public" }],    environments: [{ id: "default", title: "gammapy", software: [{ name: "gammapy", version: "1.3" }] }],
    sizes: [{ id: "small", title: "Small", cpus: 2, memoryBytes: 8e9 }, { id: "large", title: "Large" }],
    limits: { ...change.atHub },
  },
  {
    id: "binder", kind: "binderhub", title: "Open Binder", url: "http://127.0.0.1:9", dataClass: "public", mayInstall: false,
    environments: [{ id: "gammapy", title: "gammapy", repository: "gh/a/b/main" }],
    limits: { launchesPerPerson: 1, runHours: 2, ...change.atBinder },
  },
];
const use = (change: Parameters<typeof services>[0] = {}) => useServices(services(change), { HUB_A_TOKEN: hub.token });
const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

beforeAll(async () => {
  await hub.start();
  use();
  catalogue = await insertLaunchCatalogue();
});
afterAll(() => hub.stop());
beforeEach(async () => {
  use();
  await system("DELETE FROM launch");
});

describe("the services of a portal", () => {
  it("are told with what each offers, allows and keeps, and whether it answers", async () => {
    const listed = await listServices(AbortSignal.timeout(10_000));
    expect(listed.map((each) => notebookServiceSchema.parse(each))).toEqual(listed);
    expect(listed).toMatchObject([
      { id: "hub", available: true, mayInstall: true, storageSites: ["SITE-A"], sizes: [{ id: "small", cpus: 2 }, { id: "large", memoryBytes: null }], atTheEnd: expect.stringContaining("stays") as string },
      { id: "binder", kind: "binderhub", available: false, reason: expect.stringContaining("can not be reached") as string, limits: { runHours: 2 }, atTheEnd: expect.stringContaining("download") as string },
    ]);
    expect(JSON.stringify(listed)).not.toContain(hub.token);
  });
  it("have environments of their own", async () => {
    const { items: environments, sources } = await listEnvironments();
    expect(sources).toEqual([]);
    expect(environments.map((each) => environmentSchema.parse(each))).toEqual(environments);
    expect(environments.map(({ service, id }) => `${service} ${id}`)).toEqual(["hub default", "binder gammapy"]);
  });
});

describe("a plan says of every place what it lacks for this basket", () => {
  it("embargoed data go to no place for public data", async () => {
    await fillBasket(member, catalogue.hidden);
    const plan = await planLaunch(member, request({ service: "hub" }));
    expect(launchPlanSchema.parse(plan)).toEqual(plan);
    expect(plan.blocked).toBe(false);
    expect(plan.places).toEqual([{ service: "hub", lacks: null }, { service: "binder", lacks: { slug: "service-for-public-data", detail: expect.stringContaining("Open Binder may hold public data only") as string } }]);
    await expect(startLaunch(member, request({ service: "binder", acceptProblems: true }))).rejects.toThrow(DataClassTooHigh);
  });
  it("public data go there, whoever launches them", async () => {
    for (const who of [member, outsider]) {
      await fillBasket(who, [catalogue.open]);
      expect((await planLaunch(who, request({ service: "binder" }))).places.map(({ lacks }) => lacks)).toEqual([null, null]);
    }
  });
  it("a file that is open does not go there with a hidden observation, nor the other way round", async () => {
    const keys = async (text: string, obsId: number) => (await withSystemSql("test", (sql) => sql.rows<{ id: string }>(text, [obsId]))).map(({ id }) => id);
    const observation = (obsId: number) => keys("SELECT id FROM observation WHERE obs_id = $1", obsId);
    const release = (obsId: number) => keys("SELECT r.id FROM product_release r JOIN product p ON p.id = r.product_id JOIN observation o ON o.id = p.observation_id WHERE o.obs_id = $1", obsId);
    expect(await isOpenToAll(await release(30001), await observation(30001))).toBe(true);
    expect(await isOpenToAll(await release(30001), await observation(10001))).toBe(false);
    expect(await isOpenToAll(await release(10001), await observation(30001))).toBe(false);
    expect(await isOpenToAll([], ["999999"])).toBe(false);
  });
  it("a basket above a service's own limit, and one launch more than it allows", async () => {
    use({ atHub: { basketBytes: 10 } });
    await fillBasket(member, [catalogue.open]);
    const plan = await planLaunch(member, request({ service: "binder" }));
    expect(plan.places[0]?.lacks?.slug).toBe("service-basket-limit");
    await expect(startLaunch(member, request({ service: "hub" }))).rejects.toThrow(TooLargeForService);
    await startLaunch(member, request({ service: "binder" }));
    expect((await planLaunch(member, request({ service: "binder" }))).problems[0]).toMatchObject({ slug: "service-launch-limit", blocks: true });
    expect((await planLaunch(colleague, request({ service: "binder" }))).places[1]?.lacks).toBeNull();
  });
});

describe("an environment that can not use the basket's IRFs", () => {
  it("is not launched with, and its service takes the basket by another, if it has one", async () => {
    const environments = [{ id: "old", title: "old gammapy", irfs: ["point-like"] }, { id: "new", title: "new gammapy" }];
    useServices(services().map((service) => (service.id === "hub" ? { ...service, environments } : service)), { HUB_A_TOKEN: hub.token });
    await fillBasket(member, catalogue.hidden);
    expect((await planLaunch(member, request({ service: "hub" }))).blocked).toBe(false);
    expect((await planLaunch(member, request({ service: "hub", environment: "old" }))).problems[0]).toMatchObject({ slug: "environment-unfit", detail: expect.stringContaining("old gammapy can use point-like IRFs only, and your basket has full-enclosure ones") as string });
    await expect(startLaunch(member, request({ service: "hub", environment: "old" }))).rejects.toThrow(EnvironmentUnfit);
    await expect(startLaunch(member, request({ service: "hub", environment: "new" }))).resolves.toMatchObject({ environment: "new" });
  });
});

describe("what fits a basket, and what a notebook will make of it", () => {
  const told = async (who: typeof member) => {
    const { analyses, environments, places, problems } = await planLaunch(who, request({ service: "hub" }));
    return { analyses, environments, places, notes: problems.filter(({ slug }) => !slug.startsWith("item-")) };
  };

  it("is told of each notebook and environment", async () => {
    await fillBasket(member, catalogue.hidden);
    expect(await told(member)).toMatchObject({
      analyses: [{ id: "spectrum", lacks: null }, { id: "light-curve", lacks: null }, { id: "map", lacks: { slug: "irf-missing", detail: "Map needs bkg, and no observation of the basket has all that it needs." } }],
      environments: [{ service: "hub", id: "default", lacks: null }, { service: "binder", id: "gammapy", lacks: null }],
    });
    await expect(planLaunch(member, request({ service: "hub", analysis: "nothing" }))).rejects.toThrow(AnalysisUnknown);
    await expect(startLaunch(member, request({ service: "hub", analysis: "nothing" }))).rejects.toThrow(AnalysisUnknown);
  });

  it("is worked out of what its viewer may read, and of nothing else that lies in the basket", async () => {
    await system("UPDATE observation SET target_ra_deg = 10, target_name = 'Elsewhere' WHERE obs_id = 10002");
    const stranger = { ...member, groups: [] };
    await fillBasket(member, [catalogue.open, ...catalogue.hidden]);
    expect((await told(member)).notes.map(({ slug }) => slug)).toContain("several-targets");
    const withHidden = await told(stranger);
    await fillBasket(member, [catalogue.open]);
    expect(withHidden).toEqual(await told(stranger));
    expect(withHidden.notes.map(({ slug }) => slug)).not.toContain("several-targets");
    await system("UPDATE observation SET target_ra_deg = 83.63, target_name = 'Crab Nebula' WHERE obs_id = 10002");
  });
});

describe("the limit of launches of one person", () => {
  it("holds for launches that come at once", async () => {
    await fillBasket(member, [catalogue.open]);
    const starts = (["spectrum", "map"] as const).map((analysis) => startLaunch(member, request({ service: "binder", analysis, acceptProblems: true })));
    const results = await Promise.allSettled(starts);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) if (result.status === "rejected") expect(result.reason).toBeInstanceOf(TooManyLaunches);
  });
});

describe("a launch's size and end", () => {
  it("are kept; a size that there is not is refused", async () => {
    await fillBasket(member, [catalogue.open]);
    await expect(startLaunch(member, request({ service: "hub", size: "huge" }))).rejects.toThrow(SizeUnknown);
    expect(await startLaunch(member, request({ service: "hub", size: "large" }))).toMatchObject({ size: "large", until: null });
  });
  it("is the service's longest time where none was asked for, and never later", async () => {
    await fillBasket(member, [catalogue.open]);
    await expect(startLaunch(member, request({ service: "binder", until: inHours(3) }))).rejects.toThrow(UntilRefused);
    const { until } = await startLaunch(member, request({ service: "binder" }));
    expect(Math.abs(Date.parse(until!) - Date.parse(inHours(2)))).toBeLessThan(10_000);
  });
  it("can be moved by its owner, within the same limit counted from now", async () => {
    await fillBasket(member, [catalogue.open]);
    const { id } = await startLaunch(member, request({ service: "binder", until: inHours(1) }));
    expect((await prolongLaunch(member, id, { until: inHours(1.9) })).until).not.toBeNull();
    await expect(prolongLaunch(member, id, { until: inHours(3) })).rejects.toThrow(/at most 2 hours \(the limit of Open Binder\)/);
    const { until } = await prolongLaunch(member, id, { until: null });
    expect(Math.abs(Date.parse(until!) - Date.parse(inHours(2)))).toBeLessThan(10_000);
    for (const name of [id, "00000000-0000-4000-8000-000000000000", "no-id"]) await expect(prolongLaunch(outsider, name, { until: null })).rejects.toThrow(NotFound);
    await stopLaunch(member, id);
    await expect(prolongLaunch(member, id, { until: null })).rejects.toThrow(LaunchIsOver);
  });
});

describe("data that are closed to the public after a launch began at a place for public data", () => {
  it("are not left there, though their owner may read them still", async () => {
    await fillBasket(member, [catalogue.open]);
    const { id } = await startLaunch(member, request({ service: "binder" }));
    await stopClosedAtPublicPlaces();
    expect((await getLaunch(member, id)).state).toBe("requested");
    await system(`INSERT INTO access_grant (grantee_kind, grantee, project_id, rights, reason, given_by) SELECT 'person', $1, id, 'read', 'test', 'x' FROM project WHERE code = 'OLD'`, [member.sub]);
    await system("UPDATE observation SET data_release_override = '2999-01-01Z' WHERE obs_id = 30001");
    await stopClosedAtPublicPlaces();
    expect(await getLaunch(member, id)).toMatchObject({ state: "stopping", problem: { slug: "service-for-public-data" } });
    await system("UPDATE observation SET data_release_override = NULL WHERE obs_id = 30001");
    await system("DELETE FROM access_grant");
  });
});

describe("opening and the log of a launch", () => {
  it("are its owner's alone, and of a launch that has them", async () => {
    await fillBasket(member, [catalogue.open]);
    const { id } = await startLaunch(member, request({ service: "hub" }));
    await expect(openLaunch(member, id)).rejects.toThrow(LaunchNotOpen);
    await expect(readBuildLog(member, id)).rejects.toThrow(NotFound);
    await system("UPDATE launch SET state = 'ready', url = 'https://hub.example.org/user/pi-crab/s/notebooks/a.ipynb', log = 'building' WHERE id = $1", [id]);
    expect(await openLaunch(member, id)).toBe("https://hub.example.org/user/pi-crab/s/notebooks/a.ipynb");
    expect(await readBuildLog(member, id)).toBe("building");
    for (const name of [id, "00000000-0000-4000-8000-000000000000", "no-id"]) {
      for (const ask of [openLaunch, readBuildLog]) await expect(ask(colleague, name)).rejects.toThrow(NotFound);
    }
  });
});
