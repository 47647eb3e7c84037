import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { stagingAccess } from "@/lib/embargo/staging-viewer";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { LaunchOver, ManifestClosed, StagingTokenRefused, TicketUnknown, TicketUsed } from "./errors";
import { readEvents } from "./events";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, outsider, report, request, useHub } from "./fixture.test-support";
import { getLaunch, stopLaunch } from "./launch";
import { reportProgress } from "./progress";
import { redeem } from "./redeem";
import { FakeHub } from "./services/fake-hub.test-support";
import { startLaunch } from "./start";
import { issueTicket } from "./ticket";

testDatabase();
const hub = new FakeHub();
let catalogue: LaunchCatalogue;
let id: string;
let ticket: string;
const key = "a-key-that-the-session-made";

beforeAll(async () => {
  await hub.start();
  useHub(hub);
  catalogue = await insertLaunchCatalogue();
});
afterAll(() => hub.stop());
beforeEach(async () => {
  await withSystemSql("test", async (sql) => {
    await sql.run("DELETE FROM launch");
    await sql.run(`UPDATE "user" SET groups = $1 WHERE sub = $2`, [member.groups, member.sub]);
  });
  await fillBasket(member, catalogue.hidden);
  id = (await startLaunch(member, request())).id;
  ticket = await withSystemSql("test", (sql) => issueTicket(sql, id));
});

const failed = async () => (await getLaunch(member, id)).problem;

describe("a ticket", () => {
  it("is exchanged for a token of this one launch, and its manifest", async () => {
    const redeemed = await redeem(ticket, key);
    expect(redeemed).toMatchObject({ launchId: id, filesUrl: "http://127.0.0.1:39001", manifest: { observations: catalogue.hidden, version: 1 } });
    expect(redeemed.manifest.files.every(({ url }) => url.startsWith("http://127.0.0.1:39001/files/"))).toBe(true);
    expect(await stagingAccess(redeemed.token)).toMatchObject({ launchId: id, viewer: { sub: member.sub } });
    const [kept] = await withSystemSql("test", (sql) => sql.rows<{ text: string }>("SELECT (SELECT string_agg(t::text, ' ') FROM staging_ticket t) || (SELECT string_agg(t::text, ' ') FROM staging_token t) AS text"));
    expect(kept!.text).not.toContain(ticket);
    expect(kept!.text).not.toContain(redeemed.token);
  });

  it("is good again with the same key, for a lost answer, and for nobody with another", async () => {
    const first = await redeem(ticket, key);
    const again = await redeem(ticket, key);
    expect(again.token).not.toBe(first.token);
    expect(await stagingAccess(again.token)).not.toBeNull();
    await expect(redeem(ticket, "another-key-of-somebody-else")).rejects.toThrow(TicketUsed);
    await expect(redeem("no-such-ticket-was-ever-issued", key)).rejects.toThrow(TicketUnknown);
  });

  it("says that its launch is over, however it ended", async () => {
    await stopLaunch(member, id);
    await expect(redeem(ticket, key)).rejects.toMatchObject({ slug: LaunchOver.slug, status: 403 });
  });

  it("gives nothing once its owner lost a right, and the launch fails without a name of what is hidden", async () => {
    await withSystemSql("test", (sql) => sql.run(`UPDATE "user" SET groups = '{}' WHERE sub = $1`, [member.sub]));
    const refused = await redeem(ticket, key).catch((error: unknown) => error as ManifestClosed);
    expect(refused).toBeInstanceOf(ManifestClosed);
    expect((refused as ManifestClosed).message).toBe("5 of the 5 files of this launch can not be read by its owner any more");
    expect(await failed()).toMatchObject({ slug: "manifest-closed", title: "Files of this launch are closed to you by now" });
    await expect(redeem(ticket, key)).rejects.toThrow(LaunchOver);
  });

  it("is no use to a viewer: the tables of tickets and tokens are closed to the web", async () => {
    for (const table of ["staging_ticket", "staging_token"]) {
      await expect(withViewerSql(member, (sql) => sql.rows(`SELECT * FROM ${table}`))).rejects.toThrow(/permission denied/);
    }
  });
});

describe("a report of progress", () => {
  it("moves the launch on and tells its story", async () => {
    const { token } = await redeem(ticket, key);
    await reportProgress(token, report(id, "fetching"));
    await reportProgress(token, report(id, "fetching", { filesDone: 5, bytesDone: 1000, currentPath: "data/obs_10002.fits" }));
    await reportProgress(token, report(id, "verified", { filesDone: 5, bytesDone: 1000 }));
    await reportProgress(token, report(id, "starting", { filesDone: 5, bytesDone: 1000 }));
    expect(await getLaunch(member, id)).toMatchObject({ state: "starting", progress: { filesDone: 5, filesTotal: 5, bytesDone: 1000 } });
    const story = await withSystemSql("test", (sql) => sql.rows("SELECT seq, state, message FROM launch_event WHERE launch_id = $1 ORDER BY seq", [id]));
    expect(story).toEqual([
      { seq: 1, state: "requested", message: "Your rights were checked: 5 files" },
      { seq: 2, state: "staging", message: "Fetching files" },
      { seq: 3, state: "staging", message: "Fetching data/obs_10002.fits" },
      { seq: 4, state: "staging", message: "All files are there and verified" },
      { seq: 5, state: "starting", message: "Starting the notebook server" },
    ]);
    expect((await readEvents(member, id, 0)).map(({ seq }) => seq)).toEqual([1, 2, 4, 5]);
  });

  it("that fails ends the launch with what to do, and orders its clearing away", async () => {
    const { token } = await redeem(ticket, key);
    await reportProgress(token, report(id, "failed", { problem: { slug: "disk-full", detail: "The files need 4.0 GB, and the disk has 0.1 GB free." } }));
    expect(await getLaunch(member, id)).toMatchObject({ state: "failed", problem: { slug: "disk-full", title: "The disk at the notebook service is full", detail: expect.stringContaining("0.1 GB") as string, nextStep: expect.stringContaining("smaller basket") as string } });
    const left = await withSystemSql("test", (sql) => sql.rows("SELECT 1 FROM pgboss.job WHERE name = 'launch-clear' AND data->>'launchId' = $1", [id]));
    expect(left).toHaveLength(1);
    await expect(reportProgress(token, report(id, "fetching"))).rejects.toMatchObject({ slug: LaunchOver.slug, status: 409 });
  });

  it("of a problem that nobody foresaw is kept in words for all", async () => {
    const { token } = await redeem(ticket, key);
    await reportProgress(token, report(id, "failed", { problem: { slug: "Robert'); DROP", detail: "odd" } }));
    expect(await failed()).toMatchObject({ slug: "staging-failed", title: "Staging failed", detail: "odd" });
  });

  it("comes late, twice or out of order without harm", async () => {
    const { token } = await redeem(ticket, key);
    await reportProgress(token, report(id, "starting", { filesDone: 5 }));
    await reportProgress(token, report(id, "fetching", { filesDone: 1 }));
    await reportProgress(token, report(id, "starting", { filesDone: 5 }));
    expect((await getLaunch(member, id)).state).toBe("starting");
  });

  it("by the hundred is not kept by the hundred", async () => {
    const { token } = await redeem(ticket, key);
    await reportProgress(token, report(id, "fetching"));
    await Promise.all(Array.from({ length: 100 }, (_, i) => reportProgress(token, report(id, "fetching", { bytesDone: i }))));
    const [count] = await withSystemSql("test", (sql) => sql.rows<{ events: number }>("SELECT count(*)::int AS events FROM launch_event WHERE launch_id = $1", [id]));
    expect(count!.events).toBeLessThan(20);
  });

  it("of an open notebook that stages by itself changes nothing but the story", async () => {
    const { token } = await redeem(ticket, key);
    await withSystemSql("test", (sql) => sql.run("UPDATE launch SET state = 'ready' WHERE id = $1", [id]));
    await reportProgress(token, report(id, "fetching", { filesDone: 3 }));
    await reportProgress(token, report(id, "failed", { problem: { slug: "file-gone", detail: "TERMS.txt is not there any more." } }));
    expect(await getLaunch(member, id)).toMatchObject({ state: "ready", problem: null, progress: { filesDone: 3 } });
    expect((await readEvents(member, id, 0)).at(-1)).toMatchObject({ state: "ready", message: "A file is not there any more" });
  });

  it("is taken from nobody but the launch's own session", async () => {
    const { token } = await redeem(ticket, key);
    await fillBasket(outsider, [catalogue.open]);
    const other = await startLaunch(outsider, request());
    await expect(reportProgress(token, report(other.id, "failed"))).rejects.toThrow(StagingTokenRefused);
    await expect(reportProgress("a-token-that-was-never-issued", report(id, "failed"))).rejects.toThrow(StagingTokenRefused);
    expect(await Promise.all([getLaunch(member, id), getLaunch(outsider, other.id)])).toMatchObject([{ state: "requested" }, { state: "requested" }]);
  });
});
