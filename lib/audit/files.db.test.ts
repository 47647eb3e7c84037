import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenFor } from "@/lib/auth/api-tokens/api-token.test-support";
import { actByApiToken, withRequestId } from "@/lib/config/request-context";
import { findFile } from "@/lib/datalake/find-file";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, insertSharedProduct, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { handle, running } from "@/server/files/handler";
import { flushAttempts } from "./attempts";

testDatabase();
const pi = viewer("pi", "cta/crab");
const outsider = viewer("outsider", "cta/other");
let server: Server;
let collectionId: number;
const keys: Record<string, number> = {};
const file = (obsId: number) => `data/obs_${obsId}.fits`;

interface Written {
  readonly chain: string;
  readonly actor: string;
  readonly username: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly subject: Record<string, unknown>;
  readonly requestId: string | null;
}
const written = () =>
  withSystemSql("test", (sql) => sql.rows<Written>(`SELECT e.chain, e.actor, p.username, e.action, e.outcome, e.subject, e.request_id AS "requestId" FROM audit_entry e LEFT JOIN audit_person p ON p.id = e.person WHERE e.action LIKE 'file.%' OR e.action LIKE 'attempt.%' ORDER BY e.id`));
/** What the work wrote. */
async function writtenBy(work: () => Promise<unknown>): Promise<Written[]> {
  const before = (await written()).length;
  await work();
  await flushAttempts();
  return (await written()).slice(before);
}

beforeAll(async () => {
  collectionId = await insertCollection("crab");
  for (const code of ["CRAB", "JOINT-A", "JOINT-B"]) keys[code] = await insertProject({ code, group: `cta/${code.toLowerCase()}` });
  await withSystemSql("test", (sql) => sql.run("INSERT INTO joint_project VALUES ($1, $2)", [keys["JOINT-A"], keys["JOINT-B"]]));
  const own = await insertObservation({ collectionId, obsId: 1, projectId: keys.CRAB });
  await insertObservation({ collectionId, obsId: 2, projectId: keys["JOINT-A"] });
  await insertObservation({ collectionId, obsId: 3, projectId: null, metaReleaseOverride: "2020-01-01Z", dataReleaseOverride: "2020-01-01Z" });
  await insertObservation({ collectionId, obsId: 4, projectId: keys.CRAB, metaReleaseOverride: "2020-01-01Z", dataReleaseOverride: "2999-01-01Z" });
  await insertSharedProduct(collectionId, "irf/shared.fits", "shared-irf", [own]);
  await insertPerson(pi);
  await insertPerson(outsider);
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  running.close();
  await new Promise((resolve) => server.close(resolve));
});

describe("a file that was given", () => {
  it("is one entry in its project's chain, by whom and which", async () => {
    expect(await writtenBy(() => findFile(viewer("pi", "cta/crab"), "crab", `r1/${file(1)}`))).toEqual([
      { chain: `project:${keys.CRAB}`, actor: "person", username: "pi", action: "file.read", outcome: "ok", subject: { file: `crab:r1/${file(1)}` }, requestId: null },
    ]);
  });
  it("of a joint project is in both chains; of no project, or shared, in the collection's", async () => {
    const chains = async (who: typeof pi, name: string) => (await writtenBy(() => findFile(who, "crab", `r1/${name}`))).map(({ chain }) => chain);
    expect(await chains(viewer("b", "cta/joint-b"), file(2))).toEqual([`project:${keys["JOINT-A"]}`, `project:${keys["JOINT-B"]}`]);
    expect(await chains(pi, file(3))).toEqual([`collection:${collectionId}`]);
    expect(await chains(pi, "irf/shared.fits")).toEqual([`collection:${collectionId}`]);
  });
  it("over HTTP is one entry for each request, with its range and its id, by nobody known; asking about it is none", async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/crab/r1/${file(3)}`;
    const entries = await writtenBy(async () => {
      for (const range of ["bytes=0-9", "bytes=10-19,30-39"]) await fetch(url, { headers: { range, "x-request-id": "request-of-test" } }).then((answer) => answer.arrayBuffer());
      await fetch(url, { method: "HEAD" });
    });
    expect(entries).toEqual(
      ["bytes=0-9", "bytes=10-19,30-39"].map((range) => ({ chain: `collection:${collectionId}`, actor: "anonymous", username: null, action: "file.read", outcome: "ok", subject: { file: `crab:r1/${file(3)}`, range }, requestId: "request-of-test" })),
    );
  });
  it("by an API token names the token by its id, and not by its name", async () => {
    const { id, name, token } = await tokenFor(pi, ["read"]);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/crab/r1`;
    const get = (obsId: number, bearer = token) => fetch(`${url}/${file(obsId)}`, { headers: { authorization: `Bearer ${bearer}` } }).then((answer) => answer.arrayBuffer());
    const entries = await writtenBy(async () => {
      await get(1);
      await get(2);
    });
    expect(entries).toMatchObject([
      { chain: `project:${keys.CRAB}`, username: "pi", outcome: "ok", subject: { file: `crab:r1/${file(1)}`, apiToken: id } },
      ...["JOINT-A", "JOINT-B"].map((code) => ({ chain: `project:${keys[code]}`, username: "pi", outcome: "refused", subject: { file: `crab:r1/${file(2)}`, apiToken: id, status: 404 } })),
    ]);
    expect(JSON.stringify(entries)).not.toContain(name);
  });
  it("names no API token that is not the viewer's, whatever the setting says", async () => {
    const { id } = await tokenFor(pi, ["read"]);
    const entries = await writtenBy(() =>
      withRequestId("request-of-test", async () => {
        actByApiToken(id);
        await findFile(outsider, "crab", `r1/${file(3)}`);
      }),
    );
    expect(entries).toMatchObject([{ username: "outsider", outcome: "ok" }]);
    expect(entries[0]!.subject).not.toHaveProperty("apiToken");
  });
  it("to a session that stages names its launch", async () => {
    const launchId = "5b6f3c1e-0000-4000-8000-000000000001";
    expect(await writtenBy(() => findFile(pi, "crab", `r1/${file(1)}`, null, { launchId }))).toMatchObject([{ action: "file.staged", subject: { launch: launchId } }]);
  });
  it("is not given when it can not be written down", async () => {
    await withSystemSql("test", (sql) => sql.run("SELECT 1"));
    const refused = findFile(pi, "crab", `r1/${file(1)}`, null, { launchId: "no launch" });
    await expect(refused).rejects.toThrow("uuid");
  });
});

describe("a file that was refused", () => {
  it("hidden or closed, is told to its project, by whom", async () => {
    const entries = await writtenBy(async () => {
      for (const who of [outsider, anonymous]) for (const obsId of [1, 4]) await findFile(who, "crab", `r1/${file(obsId)}`).catch(() => undefined);
    });
    expect(entries.map(({ chain, username, outcome, subject }) => [chain, username, outcome, subject.file, subject.status])).toEqual(
      ["outsider", null].flatMap((who) => [
        [`project:${keys.CRAB}`, who, "refused", `crab:r1/${file(1)}`, 404],
        [`project:${keys.CRAB}`, who, "refused", `crab:r1/${file(4)}`, 403],
      ]),
    );
  });
  it("that never was is told to the portal, counted and not named", async () => {
    const entries = await writtenBy(async () => {
      for (const name of ["r1/never.fits", "r2/never-either.fits", "x"]) await findFile(outsider, "crab", name).catch(() => undefined);
      await findFile(outsider, "no-such", "r1/x").catch(() => undefined);
    });
    expect(entries).toMatchObject([{ chain: "portal", username: "outsider", action: "attempt.unknown", outcome: "refused", subject: { attempts: 4 } }]);
    expect(JSON.stringify(entries)).not.toContain("never");
  });
});
