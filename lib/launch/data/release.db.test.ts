import { describe, expect, it } from "vitest";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { clearLaunch } from "../clear";
import { driveLaunch } from "../drive/drive";
import { readEvents } from "../events";
import { colleague, fillBasket, member, outsider, request } from "../fixture.test-support";
import { getLaunch, stopLaunch } from "../launch";
import { prolongLaunch } from "../prolong";
import { startLaunch } from "../start";
import { livingRules, rulesOf } from "./lake.test-support";
import { allArrive, availability, catalogue, launched, launchesAtLake, mounted, never, rucio, ruleThere, story } from "./launches.test-support";
import { lookAtRules } from "./watch";

launchesAtLake();

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
