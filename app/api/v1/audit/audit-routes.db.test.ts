import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { GET as getProjectAudit } from "@/app/api/v1/projects/[code]/audit/route";
import { sealAll } from "@/lib/audit/fixture.test-support";
import { flushAttempts } from "@/lib/audit/attempts";
import type { AuditEntry, AuditList } from "@/lib/audit/schemas";
import { cookieOf } from "@/lib/auth/session-cookie.test-support";
import { findFile } from "@/lib/datalake/find-file";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { GET as getCollectionAudit } from "./route";

testDatabase();
const people = {
  pi: viewer("pi", "cta/crab"),
  deputy: viewer("deputy", "cta/crab"),
  member: viewer("member", "cta/crab"),
  otherPi: viewer("other-pi", "cta/vela"),
  manager: viewer("manager", "cta/managers"),
  otherManager: viewer("other-manager", "cta/managers-of-more"),
  outsider: viewer("outsider", "cta/none"),
};
type Name = keyof typeof people;
const cookies = {} as Record<Name, string>;

async function projectAudit(who: Name | null, code: string, query = ""): Promise<Response> {
  const headers = who ? { cookie: cookies[who] } : undefined;
  return getProjectAudit(new Request(`${process.env.PORTAL_URL}/api/v1/projects/${code}/audit${query}`, { headers }), { params: Promise.resolve({ code }) });
}
async function collectionAudit(who: Name | null, query: string): Promise<Response> {
  const headers = who ? { cookie: cookies[who] } : undefined;
  return getCollectionAudit(new Request(`${process.env.PORTAL_URL}/api/v1/audit${query}`, { headers }), { params: Promise.resolve({}) });
}
async function itemsOf(answer: Response): Promise<AuditEntry[]> {
  expect(answer.status).toBe(200);
  return ((await answer.json()) as AuditList).items;
}
const read = (who: SignedInViewer, obsId: number) => findFile(who, "sim", `r1/data/obs_${obsId}.fits`).catch(() => undefined);

beforeAll(async () => {
  const collectionId = await insertCollection("sim", { managers: ["cta/managers"] });
  const crab = await insertProject({ code: "CRAB", group: "cta/crab", pi: "pi" });
  const vela = await insertProject({ code: "VELA", group: "cta/vela", pi: "other-pi" });
  const other = await insertCollection("more", { managers: ["cta/managers-of-more"] });
  await insertObservation({ collectionId, obsId: 1, projectId: crab });
  await insertObservation({ collectionId, obsId: 2, projectId: vela });
  await insertObservation({ collectionId, obsId: 3, projectId: null, metaReleaseOverride: "2020-01-01Z", dataReleaseOverride: "2020-01-01Z" });
  await insertObservation({ collectionId: other, obsId: 4, projectId: vela });
  for (const [name, who] of Object.entries(people) as [Name, SignedInViewer][]) cookies[name] = await cookieOf(who);
  await withViewerSql(people.pi, (sql) => sql.run("INSERT INTO project_deputy (project_id, sub, named_by) VALUES ($1, $2, $3)", [crab, people.deputy.sub, people.pi.sub]));
  await withViewerSql(people.manager, (sql) => sql.run("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ('sub-rival', $1, 'a rival', $2)", [crab, people.manager.sub]));
  for (const who of [people.member, people.member, people.outsider]) await read(who, 1);
  await read(people.otherPi, 2);
  await read(people.outsider, 3);
  await flushAttempts();
  await sealAll();
});

describe("who reads a project's audit", () => {
  it("is its PI, its deputies and who manages all of its collections; for others there is none, as for no project", async () => {
    const statuses: Record<string, number[]> = {};
    for (const who of [...(Object.keys(people) as Name[]), null]) statuses[who ?? "anonymous"] = await Promise.all(["CRAB", "VELA", "NEVER"].map(async (code) => (await projectAudit(who, code)).status));
    expect(statuses).toEqual({
      pi: [200, 404, 404],
      deputy: [200, 404, 404],
      member: [404, 404, 404],
      otherPi: [404, 200, 404],
      // Not all collections of VELA are theirs.
      manager: [200, 404, 404],
      otherManager: [404, 404, 404],
      outsider: [404, 404, 404],
      anonymous: [401, 401, 401],
    });
    const comparable = async (answer: Response) => [[...answer.headers].filter(([name]) => name !== "x-request-id"), (await answer.text()).replace(/"requestId":"[^"]*"/, "")];
    expect(await comparable(await projectAudit("member", "CRAB"))).toEqual(await comparable(await projectAudit("member", "NEVER")));
  });
  it("tells them who fetched what and when, refused attempts too, and nothing of other projects", async () => {
    const items = await itemsOf(await projectAudit("pi", "CRAB", "?action=file"));
    expect(items.map(({ person, action, outcome, subject }) => [person?.username, action, outcome, subject.file])).toEqual([
      ["outsider", "file.read", "refused", "sim:r1/data/obs_1.fits"],
      ["member", "file.read", "ok", "sim:r1/data/obs_1.fits"],
      ["member", "file.read", "ok", "sim:r1/data/obs_1.fits"],
    ]);
    const all = JSON.stringify(await itemsOf(await projectAudit("pi", "CRAB", "?limit=1000")));
    expect(all).not.toMatch(/vela|obs_2|obs_3|rival/i);
  });
  it("tells the managers of denials, of which the PI reads nothing, and no gap in the numbers tells either", async () => {
    await flushAttempts();
    await sealAll();
    const forManager = await itemsOf(await projectAudit("manager", "CRAB", "?action=denial"));
    expect(forManager).toMatchObject([{ action: "denial.placed", forManagers: true, seq: 1, subject: { reason: "a rival" } }]);
    const forPi = await itemsOf(await projectAudit("pi", "CRAB", "?limit=1000"));
    expect(forPi.filter(({ action }) => action.startsWith("denial"))).toEqual([]);
    expect(forPi.map(({ seq }) => seq).sort((a, b) => a! - b!)).toEqual(forPi.map((_, i) => i + 1));
    expect(new Set(forPi.map(({ chain }) => chain)).size).toBe(1);
  });
});

describe("who reads a collection's audit", () => {
  it("is who manages it", async () => {
    expect(await Promise.all(([...Object.keys(people), null] as (Name | null)[]).map(async (who) => (await collectionAudit(who, "?collection=sim")).status))).toEqual([404, 404, 404, 404, 200, 404, 404, 401]);
    expect((await collectionAudit("manager", "?collection=never")).status).toBe(404);
    expect((await collectionAudit("manager", "?collection=more")).status).toBe(404);
    expect((await itemsOf(await collectionAudit("manager", "?collection=sim&action=file.read"))).map(({ subject }) => subject.file)).toEqual(["sim:r1/data/obs_3.fits"]);
  });
});

describe("the list", () => {
  it("is filtered by action, outcome, person and time", async () => {
    const count = async (query: string) => (await itemsOf(await projectAudit("pi", "CRAB", query))).length;
    expect(await count("?action=file.read&outcome=refused")).toBe(1);
    expect(await count("?person=member&action=file")).toBe(2);
    expect(await count("?person=nobody")).toBe(0);
    expect(await count("?action=deputy")).toBe(1);
    expect(await count(`?from=${new Date(Date.now() + 60_000).toISOString()}`)).toBe(0);
    expect(await count(`?until=${new Date(Date.now() - 3_600_000).toISOString()}`)).toBe(0);
    expect(await count(`?from=${new Date(Date.now() - 3_600_000).toISOString()}&limit=1000`)).toBeGreaterThan(4);
  });
  it("comes in pages, and a cursor belongs to its question", async () => {
    const all = await itemsOf(await projectAudit("pi", "CRAB", "?limit=1000"));
    const paged: AuditEntry[] = [];
    let cursor: string | null = null;
    do {
      const page = (await (await projectAudit("pi", "CRAB", `?limit=2${cursor ? `&cursor=${cursor}` : ""}`)).json()) as AuditList;
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(paged).toEqual(all);
    const { nextCursor } = (await (await projectAudit("pi", "CRAB", "?limit=2")).json()) as AuditList;
    expect((await projectAudit("manager", "CRAB", `?limit=2&action=file&cursor=${nextCursor}`)).status).toBe(400);
    expect((await collectionAudit("manager", `?collection=sim&cursor=${nextCursor}`)).status).toBe(400);
    for (const bad of ["?action=FILE", "?from=yesterday", "?limit=0", "?sort=x", "?outcome=no"]) expect((await projectAudit("pi", "CRAB", bad)).status, bad).toBe(400);
  });
  it("as CSV holds all, oldest first, and whoever has it can check the chain by hand", async () => {
    const answer = await projectAudit("pi", "CRAB", "?format=csv");
    expect(answer.headers.get("content-type")).toMatch(/^text\/csv/);
    const text = await answer.text();
    const [head, ...lines] = text.trimEnd().split("\r\n");
    expect(head).toBe("at,chain,seq,hash,actor,person,username,action,outcome,subject,requestId,forManagers");
    let previous = Buffer.alloc(32);
    let sealed = 0;
    for (const line of lines) {
      const [, at, chain, seq, hash, actor, person, , action, outcome, subject, requestId] = /^([^,]*),([^,]*),([^,]*),([^,]*),([^,]*),([^,]*),([^,]*),([^,]*),([^,]*),"?(\{.*\})"?,([^,]*),(true|false)$/.exec(line)!;
      if (seq === "") continue;
      const or = (cell: string | undefined) => (cell === "" ? "null" : `"${cell}"`);
      const entry = `{"action":"${action}","actor":"${actor}","at":"${at}","chain":"${chain}","outcome":"${outcome}","person":${or(person)},"requestId":${or(requestId)},"seq":${seq},"subject":${subject!.replaceAll('""', '"')}}`;
      const next = createHash("sha256").update(previous).update(entry).digest();
      expect(next.toString("hex"), entry).toBe(hash);
      previous = next;
      sealed += 1;
    }
    expect(sealed).toBeGreaterThan(5);
    await sealAll();
    const [own] = await itemsOf(await projectAudit("pi", "CRAB", "?action=audit.exported"));
    expect(own).toMatchObject({ person: { username: "pi" }, outcome: "ok" });
  });
});

describe("attempts at the API", () => {
  it("that are refused are in the audit of what they were about", async () => {
    await projectAudit("outsider", "CRAB");
    await flushAttempts();
    const attempts = await itemsOf(await projectAudit("pi", "CRAB", "?action=attempt&person=outsider"));
    expect(attempts[0]).toMatchObject({ outcome: "refused", subject: { method: "GET", route: "/projects/{code}/audit", status: 404, problem: "not-found" } });
    expect(attempts[0]!.requestId).toMatch(/^[\w-]{8,}$/);
  });
});

describe("rows of the tables", () => {
  it("are shown by the database to those alone, whatever is asked for", async () => {
    const counts = Object.fromEntries(
      await Promise.all(
        (Object.entries(people) as [Name, SignedInViewer][]).map(async ([name, who]) => {
          const scopes = await withViewerSql(who, (sql) => sql.rows<{ code: string }>("SELECT DISTINCT e.chain AS code FROM audit_entry e JOIN audit_seal s ON s.entry_id = e.id AND s.chain = e.chain ORDER BY 1"));
          return [name, scopes.map(({ code }) => code)] as const;
        }),
      ),
    );
    expect(counts).toEqual({ pi: ["project:1"], deputy: ["project:1"], member: [], otherPi: ["project:2"], manager: ["collection:1", "project:1", "project:1:managers"], otherManager: ["collection:2"], outsider: [] });
    const names = await withViewerSql(people.member, (sql) => sql.rows("SELECT id FROM audit_person"));
    expect(names).toEqual([]);
  });
  it("are hidden from a PI who is denied the project, or left its group", async () => {
    expect(await withViewerSql(viewer("pi", "cta/else"), (sql) => sql.rows("SELECT 1 FROM audit_entry"))).toEqual([]);
    await withSystemSql("test", (sql) => sql.run("INSERT INTO denial (sub, project_id, reason, placed_by) SELECT 'sub-pi', id, 'x', 'y' FROM project WHERE code = 'CRAB'"));
    expect((await projectAudit("pi", "CRAB")).status).toBe(404);
    expect(await withViewerSql(people.pi, (sql) => sql.rows("SELECT 1 FROM audit_entry"))).toEqual([]);
  });
});
