import { beforeAll, describe, expect, it } from "vitest";
import { cookieChoices } from "@/lib/auth/cookies";
import { sessionTokenHash } from "@/lib/auth/sessions";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { ask } from "@/lib/embargo/grants/ask";
import { inDays, insertWorld, people, systemRows } from "@/lib/embargo/grants/fixture.test-support";
import { giveGrant } from "@/lib/embargo/grants/give";
import { saveSelection } from "@/lib/embargo/grants/selections";
import { answers } from "@/lib/http/answers";
import { operations } from "@/lib/http/operations";
import * as collectionGrants from "../collections/[name]/grants/route";
import * as notice from "../notices/[id]/route";
import * as noticesRead from "../notices/read-all/route";
import * as notices from "../notices/route";
import * as deputies from "../projects/[code]/deputies/route";
import * as projectGrants from "../projects/[code]/grants/route";
import * as team from "../projects/[code]/team/route";
import * as request from "../requests/[id]/route";
import * as requests from "../requests/route";
import * as selection from "../selections/[id]/route";
import * as selections from "../selections/route";
import * as grant from "./[id]/route";

testDatabase();

const roles = { anonymous: null, outsider: people.outsider, otherPi: people.piAgn, otherManager: people.otherManager, member: people.member, deputy: people.deputy, pi: people.piCrab, manager: people.manager } as const;
type Role = keyof typeof roles;
const roleNames = Object.keys(roles) as Role[];
type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
const modules: Record<string, Partial<Record<string, Handler>>> = {
  "/projects/{code}/grants": projectGrants,
  "/projects/{code}/deputies": deputies,
  "/projects/{code}/team": team,
  "/collections/{name}/grants": collectionGrants,
  "/grants/{id}": grant,
  "/selections": selections,
  "/selections/{id}": selection,
  "/requests": requests,
  "/requests/{id}": request,
  "/notices": notices,
  "/notices/{id}": notice,
  "/notices/read-all": noticesRead,
};
const absent = "00000000-0000-4000-8000-000000000000";
const known = { grant: "", selection: "", request: "", notice: "" };

async function send(role: Role, operation: string, parameter: string | null, body?: unknown, query = "") {
  const [method = "", path = ""] = operation.split(" ");
  const headers: Record<string, string> = { "x-request-id": "a-request-of-tests", origin: "http://127.0.0.1:39000" };
  if (roles[role]) headers.cookie = `${cookieChoices().sessionToken.name}=session-of-${roles[role].username}`;
  const name = /\{(\w+)\}/.exec(path)?.[1];
  const sent = new Request(`http://127.0.0.1:39000/api/v1/x${query}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const response = await modules[path]![method]!(sent, { params: Promise.resolve(name && parameter !== null ? { [name]: parameter } : {}) });
  return { status: response.status, headers: [...response.headers], text: await response.text() };
}

beforeAll(async () => {
  await insertWorld();
  for (const who of Object.values(people)) await prisma().session.create({ data: { sessionToken: sessionTokenHash(`session-of-${who.username}`), expires: new Date(Date.now() + 3_600_000), user: { connect: { sub: who.sub } } } });
  known.grant = (await giveGrant(people.piCrab, "project", "CRAB", { grantee: { kind: "person", name: "friend" }, scope: { kind: "project" }, rights: "read", reason: "for the test", until: inDays(9) })).id;
  known.selection = (await saveSelection(people.piCrab, { name: "mine", ids: ["store:1"] })).id;
  known.request = (await ask(people.deputy, { kind: "extension", project: "CRAB", wantedAt: inDays(400), reason: "for the test" })).items[0]!.id;
  known.notice = (await systemRows<{ id: string }>("SELECT id FROM notice WHERE sub = $1", [people.piCrab.sub]))[0]!.id;
});

/** Statuses in the order of `roleNames`: anonymous, outsider, another PI, another manager, member, deputy, PI, manager. */
const byOperation: readonly (readonly [operation: string, parameter: () => string | null, body: unknown, statuses: readonly number[]])[] = [
  ["GET /projects/{code}/grants", () => "CRAB", undefined, [401, 404, 404, 404, 200, 200, 200, 200]],
  ["POST /projects/{code}/grants", () => "CRAB", { grantee: { kind: "group", name: "/cta/partners" }, scope: { kind: "project" }, rights: "discover", reason: "test" }, [401, 404, 404, 404, 403, 201, 201, 201]],
  ["GET /projects/{code}/deputies", () => "CRAB", undefined, [401, 404, 404, 404, 200, 200, 200, 200]],
  ["POST /projects/{code}/deputies", () => "CRAB", { name: "Member" }, [401, 404, 404, 404, 403, 403, 201, 403]],
  ["DELETE /projects/{code}/deputies", () => "CRAB", { name: "member" }, [401, 404, 404, 404, 403, 403, 200, 403]],
  ["GET /projects/{code}/team", () => "CRAB", undefined, [401, 404, 404, 404, 404, 200, 200, 200]],
  ["GET /collections/{name}/grants", () => "store", undefined, [401, 200, 200, 200, 200, 200, 200, 200]],
  ["POST /collections/{name}/grants", () => "store", { grantee: { kind: "group", name: "cta/partners" }, scope: { kind: "collection" }, rights: "discover", reason: "test" }, [401, 403, 403, 403, 403, 403, 403, 201]],
  ["PATCH /grants/{id}", () => known.grant, { until: "2990-01-01T00:00:00Z", reason: "test" }, [401, 404, 404, 404, 404, 200, 200, 200]],
  ["DELETE /grants/{id}", () => known.grant, { reason: "test" }, [401, 404, 404, 404, 404, 200, 409, 409]],
  ["GET /selections", () => null, undefined, [401, 200, 200, 200, 200, 200, 200, 200]],
  ["POST /selections", () => null, { name: "hers", ids: ["store:1"] }, [401, 404, 404, 404, 201, 201, 201, 201]],
  ["GET /selections/{id}", () => known.selection, undefined, [401, 404, 404, 404, 404, 404, 200, 404]],
  ["PATCH /selections/{id}", () => known.selection, { name: "again" }, [401, 404, 404, 404, 404, 404, 200, 404]],
  ["DELETE /selections/{id}", () => known.selection, undefined, [401, 404, 404, 404, 404, 404, 204, 404]],
  ["GET /requests", () => null, undefined, [401, 200, 200, 200, 200, 200, 200, 200]],
  ["POST /requests", () => null, { kind: "access", observationIds: ["store:1"], reason: "test" }, [401, 404, 404, 404, 409, 409, 409, 201]],
  ["PATCH /requests/{id}", () => known.request, { state: "refused", answer: "test" }, [401, 404, 404, 404, 404, 403, 403, 200]],
  ["GET /notices", () => null, undefined, [401, 200, 200, 200, 200, 200, 200, 200]],
  ["PATCH /notices/{id}", () => known.notice, { read: true }, [401, 404, 404, 404, 404, 404, 200, 404]],
  ["POST /notices/read-all", () => null, undefined, [401, 200, 200, 200, 200, 200, 200, 200]],
];

describe.each(byOperation)("%s", (operation, parameter, body, statuses) => {
  it("gives each what they may have, in the form that is documented", async () => {
    const { answer, status } = operations[operation]!;
    const found: number[] = [];
    for (const role of roleNames) {
      const answered = await send(role, operation, parameter(), body);
      found.push(answered.status);
      if (answered.status === status && answer) answers[answer].parse(JSON.parse(answered.text));
      else if (answered.status >= 400) expect(JSON.parse(answered.text)).toMatchObject({ status: answered.status, type: expect.stringMatching(/^urn:airshower:problem:/) });
    }
    expect(found).toEqual(statuses);
  });
});

describe("what is hidden", () => {
  const nothing: Record<string, string> = { code: "NEVER", name: "never", id: absent };
  it("answers as what never was, to the last header", async () => {
    for (const [operation, parameter, body] of byOperation.filter(([name]) => name.includes("{") && !name.includes("{name}"))) {
      const kind = /\{(\w+)\}/.exec(operation)![1]!;
      for (const role of ["anonymous", "outsider", "otherPi", "otherManager"] as const) {
        expect(await send(role, operation, parameter(), body), `${role} at ${operation}`).toEqual(await send(role, operation, nothing[kind]!, body));
        expect((await send(role, operation, "nonsense'; --", body)).status).toBe(role === "anonymous" ? 401 : 404);
      }
    }
  });
  it("is as absent in bodies, and in a list that is asked for by name", async () => {
    const pairs: [string, unknown, unknown][] = [
      ["POST /selections", { name: "x", ids: ["store:1"] }, { name: "x", ids: ["store:99"] }],
      ["POST /requests", { kind: "access", observationIds: ["store:1"], reason: "test" }, { kind: "access", observationIds: ["store:99"], reason: "test" }],
      ["POST /requests", { kind: "extension", project: "CRAB", wantedAt: "2990-01-01T00:00:00Z", reason: "test" }, { kind: "extension", project: "NEVER", wantedAt: "2990-01-01T00:00:00Z", reason: "test" }],
    ];
    for (const [operation, hidden, never] of pairs) expect(await send("outsider", operation, null, hidden)).toEqual(await send("outsider", operation, null, never));
    expect(await send("outsider", "GET /requests", null, undefined, "?project=CRAB")).toEqual(await send("outsider", "GET /requests", null, undefined, "?project=NEVER"));
    const byQuery = await send("outsider", "POST /selections", null, { name: "all", query: { project: "CRAB" } });
    expect(JSON.parse(byQuery.text)).toMatchObject({ observationCount: 0, ids: [] });
  });
});

describe("a body that makes no sense", () => {
  it("is refused before anything happens", async () => {
    const whole = { grantee: { kind: "person", name: "friend" }, scope: { kind: "project" }, rights: "read", reason: "test" };
    const bodies = [{}, { ...whole, reason: "" }, { ...whole, rights: "write" }, { ...whole, rights: "discover", roles: ["irf"] }, { ...whole, roles: [] }, { ...whole, until: "2020-01-01T00:00:00Z" }, { ...whole, from: "2990-01-02T00:00:00Z", until: "2990-01-01T00:00:00Z" }, { ...whole, until: "tomorrow" }, { ...whole, emergency: true }, { ...whole, grantee: { kind: "group", name: "a//b" } }, { ...whole, scope: { kind: "collection" } }, { ...whole, scope: { kind: "observations", ids: [] } }];
    for (const body of bodies) expect([body, (await send("pi", "POST /projects/{code}/grants", "CRAB", body)).status]).toEqual([body, 400]);
    for (const body of [{ state: "open" }, { state: "granted", roles: ["irf"], rights: "discover" }, { state: "refused" }, { state: "granted", until: "2020-01-01T00:00:00Z" }]) expect((await send("manager", "PATCH /requests/{id}", known.request, body)).status).toBe(400);
    for (const query of ["?role=mine", "?state=lost", "?limit=0", "?cursor=abc", "?unknown=1"]) expect((await send("pi", "GET /requests", null, undefined, query)).status).toBe(400);
    for (const body of [{ name: "x" }, { name: "x", ids: ["store:1"], query: {} }, { name: "", ids: ["store:1"] }]) expect((await send("pi", "POST /selections", null, body)).status).toBe(400);
  });
});
