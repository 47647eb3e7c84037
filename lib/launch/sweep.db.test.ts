import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { clearLaunch } from "./clear";
import { driveLaunch } from "./drive/drive";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, playSession, request, useHub } from "./fixture.test-support";
import { getLaunch, stopLaunch } from "./launch";
import { FakeHub } from "./services/fake-hub.test-support";
import { startLaunch } from "./start";
import { Sweep } from "./sweep";
import { issueTicket } from "./ticket";

testDatabase();
const hub = new FakeHub();
const never = new AbortController().signal;
let catalogue: LaunchCatalogue;
let id: string;

beforeAll(async () => {
  await hub.start();
  useHub(hub);
  catalogue = await insertLaunchCatalogue();
});
afterAll(() => hub.stop());
beforeEach(async () => {
  await withSystemSql("test", async (sql) => {
    await sql.run("DELETE FROM launch");
    await sql.run("DELETE FROM pgboss.job");
  });
  hub.reset();
  hub.onStart = (server) => void playSession(hub, server);
  await fillBasket(member, catalogue.hidden);
  id = (await startLaunch(member, request())).id;
});

const sweep = new Sweep();
const state = async () => (await getLaunch(member, id)).state;
const set = (change: string) => withSystemSql("test", (sql) => sql.run(`UPDATE launch SET ${change} WHERE id = $1`, [id]));
const jobs = async () => (await withSystemSql("test", (sql) => sql.rows<{ name: string }>("SELECT name FROM pgboss.job WHERE state <= 'active' ORDER BY name"))).map(({ name }) => name);
const server = () => [...hub.servers.values()][0]!;

it("stops a launch whose time is up", async () => {
  await driveLaunch(id, never);
  await set("until = now() + interval '1 hour'");
  await sweep.run(never);
  expect(await state()).toBe("ready");
  await set("until = now() - interval '1 second'");
  await sweep.run(never);
  expect(await state()).toBe("stopping");
  expect(await jobs()).toContain("launch-clear");
});

it("ends a launch whose server went by itself, once it was missed twice", async () => {
  await driveLaunch(id, never);
  await sweep.run(never);
  hub.lose(server());
  await sweep.run(never);
  expect(await state()).toBe("ready");
  await sweep.run(never);
  expect(await state()).toBe("ended");
  await clearLaunch(id, never);
  await expect(startLaunch(member, request())).resolves.toMatchObject({ state: "requested" });
});

it("ends nothing while the hub is away, or is just starting", async () => {
  await driveLaunch(id, never);
  const servers = [...hub.servers];
  hub.servers.clear();
  await sweep.run(never);
  hub.down = true;
  await sweep.run(never);
  hub.down = false;
  for (const [key, each] of servers) hub.servers.set(key, each);
  await sweep.run(never);
  hub.down = true;
  await sweep.run(never);
  await sweep.run(never);
  expect(await state()).toBe("ready");
});

it("orders the jobs that were lost, and none twice", async () => {
  await withSystemSql("test", (sql) => sql.run("DELETE FROM pgboss.job"));
  await sweep.run(never);
  await sweep.run(never);
  expect(await jobs()).toEqual(["launch-drive"]);
  await stopLaunch(member, id);
  await withSystemSql("test", (sql) => sql.run("DELETE FROM pgboss.job"));
  await sweep.run(never);
  expect(await jobs()).toEqual(["launch-clear"]);
  await clearLaunch(id, never);
  await withSystemSql("test", (sql) => sql.run("DELETE FROM pgboss.job"));
  await sweep.run(never);
  expect(await jobs()).toEqual([]);
});

it("removes a server that a worker which was cut off started after the end of its launch", async () => {
  await driveLaunch(id, never);
  const late = { ...server() };
  await stopLaunch(member, id);
  await clearLaunch(id, never);
  hub.servers.set(`${late.username}/${late.name}`, late);
  await sweep.run(never);
  await clearLaunch(id, never);
  expect(hub.servers.size).toBe(0);
  expect(await state()).toBe("ended");
});

it("forgets what nobody needs: old tickets and tokens, counts that later ones overtook", async () => {
  await driveLaunch(id, never);
  await withSystemSql("test", async (sql) => {
    await issueTicket(sql, id);
    await sql.run("UPDATE staging_ticket SET expires_at = now() - interval '2 days'");
    await sql.run("UPDATE staging_token SET revoked_at = now() - interval '8 days'");
    await sql.run("UPDATE launch_event SET at = now() - interval '1 hour'");
  });
  await sweep.run(never);
  const [left] = await withSystemSql("test", (sql) => sql.rows("SELECT (SELECT count(*)::int FROM staging_ticket) AS tickets, (SELECT count(*)::int FROM staging_token) AS tokens"));
  expect(left).toEqual({ tickets: 0, tokens: 0 });
  const story = await withSystemSql("test", (sql) => sql.rows<{ state: string; message: string }>("SELECT state, message FROM launch_event WHERE launch_id = $1 ORDER BY seq", [id]));
  expect(story.map(({ message }) => message)).not.toContain("Fetching data/obs_10001.fits");
  expect(story.map(({ message }) => message)).toContain("All files are there and verified");
  expect([...new Set(story.map((event) => event.state))]).toEqual(["requested", "staging", "starting", "ready"]);
});
