import { AsyncLocalStorage } from "node:async_hooks";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { flushAttempts } from "@/lib/audit/attempts";
import { cookieOf } from "@/lib/auth/session-cookie.test-support";
import { insertFile } from "@/lib/basket/fixture.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { operations } from "@/lib/http/operations";
import { insertLaunchCatalogue, type LaunchCatalogue, member, outsider, useHub } from "@/lib/launch/fixture.test-support";
import { FakeHub } from "@/lib/launch/services/fake-hub.test-support";
import { handle } from "@/server/files/handler";
import { withoutMoments } from "./archive-moments.test-support";
import { hiddenChanges } from "./hidden-worlds.test-support";
import { ask } from "./in-process.test-support";
import { probes, type Told } from "./probes.test-support";

// Two worlds that differ only in what is hidden from a viewer give that viewer the same answers, byte by byte, by the
// same SQL statements: on every route of the API, and of the files process.

testDatabase();
const hub = new FakeHub();
const viewers = { anonymous: null, outsider, member, "member of groups that resemble": viewer("other", "cta/projects", "cta/projects/vault/", "cta/projects/vault/a", "CTA/projects/vault", " cta/projects/vault"), "manager of another collection": viewer("manager", "cta/managers") };
type Name = keyof typeof viewers;
const cookies = {} as Record<Name, Record<string, string>>;
let catalogue: LaunchCatalogue & { collectionId: number };
let files: Server;
/** What the work of the current question sends; what the timers of other work send belongs to those. */
const asking = new AsyncLocalStorage<string[]>();
let statements: string[] = [];

/** Every statement that this process sends, through whichever library. */
function listen(): void {
  const query = pg.Client.prototype.query as (...parameters: unknown[]) => unknown;
  vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...parameters: unknown[]) {
    const [first] = parameters;
    asking.getStore()?.push(typeof first === "string" ? first : ((first as { text?: string }).text ?? ""));
    return query.apply(this, parameters) as never;
  });
}

beforeAll(async () => {
  await hub.start();
  useHub(hub);
  const launchCatalogue = await insertLaunchCatalogue();
  const [sim] = await withSystemSql("fixture", (sql) => sql.rows<{ id: number; key: string }>("SELECT c.id, o.id AS key FROM collection c JOIN observation o ON o.collection_id = c.id WHERE o.obs_id = 30001"));
  catalogue = { ...launchCatalogue, collectionId: sim!.id };
  await insertFile({ collectionId: sim!.id, name: "irf/shared.fits", role: "irf", sharing: "shared-irf", observations: [{ id: sim!.key, obsId: 30001 }], hdus: [["bkg", "bkg_3d", "BKG"]] });
  // One that everybody sees by an observation in it.
  await withSystemSql("fixture", (sql) => sql.run("WITH d AS (INSERT INTO dataset (collection_id, scope, name, kind) VALUES ($1, 'lake', 'mixed', 'container') RETURNING id) INSERT INTO dataset_observation SELECT d.id, $2 FROM d", [sim!.id, sim!.key]));
  await withSystemSql("fixture", (sql) => sql.run("WITH c AS (INSERT INTO collection (name, title, obs_index_columns, hdu_index_columns) VALUES ('managed', 'managed', '[]', '[]') RETURNING id) INSERT INTO collection_manager SELECT id, 'cta/managers' FROM c"));
  for (const [name, who] of Object.entries(viewers) as [Name, (typeof viewers)[Name]][]) cookies[name] = who ? { cookie: await cookieOf(who), origin: process.env.PORTAL_URL! } : {};
  files = createServer((request, response) => void asking.run(statements, () => handle(request, response)));
  await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
  listen();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await hub.stop();
  await new Promise((resolve) => files.close(resolve));
});

/** What differs between any two answers: moments, ids made by chance, signatures, secrets. Names and orders of all else stay. */
function normalised(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g, "TIME")
    .replace(/airshower_pat_\w+/g, "SECRET")
    .replace(/"hint":"\w{4}"/g, '"hint":"LAST"')
    .replace(/permit=[^"&\s]+/g, "permit=SIGNED");
}

/** Pages of what the viewer made in this round end at keys that were made in it. */
function withoutOwnCursor(path: string, body: string): string {
  return /^\/(basket|launches)/.test(path) ? body.replace(/"nextCursor":"[\w-]+"/, '"nextCursor":"CURSOR"') : body;
}

async function textOf(response: Response): Promise<string> {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response.text();
  // A stream stays open: what it says at once is compared.
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("data:")) text += (await reader.read()).value ?? "";
  await reader.cancel();
  return text;
}

/** How far a search by position looks around follows the widest field of view of the whole archive; that it is one statement does not. */
function shape(statement: string): string {
  return statement.replace(/VALUES (?:\(\$\d+::int, \$\d+::int\)(?:, )?)+/g, "VALUES (RANGES)").replace(/\((?:o\.hpx BETWEEN \$\d+::int AND \$\d+::int(?: OR )?)+\)/g, "(RANGES)").replace(/\$\d+/g, "$n");
}

interface Answer {
  readonly asked: string;
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly statements: readonly string[];
}

async function record(asked: string, work: () => Promise<Response>): Promise<Answer> {
  const own: string[] = (statements = []);
  const response = await asking.run(own, work);
  const body = normalised(await textOf(response));
  const headers = [...response.headers].filter(([name]) => name !== "date" && name !== "x-request-id").map(([name, value]) => [name, normalised(value)] as const);
  // Refused attempts are written by a clock; here at once, so that those of one answer are counted with it.
  await asking.run(own, flushAttempts);
  return { asked, status: response.status, headers, body, statements: own.map(shape).sort() };
}

/** Asks every route as one viewer, whose own doings are the same at the beginning of each round. */
async function round(name: Name): Promise<Answer[]> {
  const sub = viewers[name]?.sub ?? "";
  await withSystemSql("the viewer begins anew", async (sql) => {
    await sql.run("DELETE FROM launch WHERE owner_sub = $1", [sub]);
    await sql.run("DELETE FROM api_token WHERE owner_sub = $1", [sub]);
    await sql.run("DELETE FROM manifest WHERE owner_sub = $1", [sub]);
    await sql.run("DELETE FROM basket WHERE owner_sub = $1", [sub]);
    await sql.run("DELETE FROM saved_search WHERE owner_sub = $1", [sub]);
  });
  const told: Told = { launchId: "00000000-0000-4000-8000-000000000001", observationId: "sim:30001" };
  const answers: Answer[] = [];
  for (const [operation, list] of Object.entries(probes)) {
    for (const probe of list) {
      const { path, body } = typeof probe === "function" ? probe(told) : probe;
      const method = operation.split(" ")[0]!;
      const asked = await record(`${method} ${normalised(path)} ${JSON.stringify(body)}`, async () => {
        const response = await ask({ method, path, body, headers: cookies[name] });
        if (operation === "POST /launches" && response.ok) Object.assign(told, { launchId: ((await response.clone().json()) as { id: string }).id });
        return response;
      });
      const answer = { ...asked, body: withoutOwnCursor(path, asked.body) };
      answers.push(answer);
      const location = answer.headers.find(([header]) => header === "location")?.[1];
      if (answer.status === 307 && location) answers.push(...(await fetchFile(path, cookies[name])));
    }
  }
  return answers;
}

/** The same file at the files process: by the permit that the portal gives, in parts, and without any. */
async function fetchFile(path: string, headers: Record<string, string>): Promise<Answer[]> {
  const base = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  const address = new URL((await ask({ path, headers })).headers.get("location")!);
  const permitted = base + address.pathname + address.search;
  return [
    await record(`files GET ${path}`, async () => withoutMoments(await fetch(permitted))),
    await record(`files HEAD ${path}`, async () => withoutMoments(await fetch(permitted, { method: "HEAD" }))),
    await record(`files GET ${path} in part`, async () => withoutMoments(await fetch(permitted, { headers: { range: "bytes=0-3" } }))),
    await record(`files GET ${path} without a permit`, () => fetch(base + path)),
  ];
}

describe("non-interference", () => {
  it("probes every route of the API", () => {
    expect(Object.keys(operations).filter((operation) => !probes[operation]?.length)).toEqual([]);
  });

  it("holds between worlds that differ only in what is hidden, for every viewer on every route", { timeout: 900_000 }, async () => {
    const names = Object.keys(viewers) as Name[];
    const before = {} as Record<Name, Answer[]>;
    // The first round of all compiles, connects and prepares: it tells nothing.
    for (const name of names) await round(name);
    for (const name of names) before[name] = await round(name);
    expect(before.member.filter(({ status }) => status === 200).length).toBeGreaterThan(40);
    expect(before.member.every(({ status }) => status < 500)).toBe(true);
    // Statements are heard at all, whichever way they are sent.
    for (const path of ["/observations", "/basket", "/launches", "/notices"]) expect(before.member.find(({ asked }) => asked.startsWith(`GET ${path} `))!.statements.length, path).toBeGreaterThanOrEqual(4);
    let compared = 0;
    for (const change of hiddenChanges) {
      await change.make(catalogue);
      for (const name of names) {
        const after = await round(name);
        expect(after.map(({ asked }) => asked)).toEqual(before[name].map(({ asked }) => asked));
        for (const [i, answer] of after.entries()) expect(answer, `${name}: ${answer.asked}, after ${change.name}`).toEqual(before[name][i]);
        compared += after.length;
      }
    }
    console.log(`non-interference: ${hiddenChanges.length} pairs of worlds, ${names.length} viewers, ${compared} answers compared`);
    expect(compared).toBeGreaterThan(hiddenChanges.length * names.length * 80);
  });

  it("would notice: a thing that is shown changes the answers", { timeout: 120_000 }, async () => {
    const before = await round("outsider");
    await withSystemSql("test", (sql) => sql.run("UPDATE observation SET meta_release_override = '2020-01-01' WHERE obs_id = 10001"));
    const after = await round("outsider");
    const changed = after.filter((answer, i) => answer.body !== before[i]?.body).map(({ asked }) => asked.split(/[?/ ]/)[2]);
    expect([...new Set(changed)]).toEqual(expect.arrayContaining(["observations", "projects", "basket"]));
  });
});
