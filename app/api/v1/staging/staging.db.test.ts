import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, report, request, useHub } from "@/lib/launch/fixture.test-support";
import { getLaunch, stopLaunch } from "@/lib/launch/launch";
import { redeemResponseSchema } from "@/lib/launch/schemas";
import { startLaunch } from "@/lib/launch/start";
import { issueTicket } from "@/lib/launch/ticket";
import { POST as postProgress } from "./progress/route";
import { POST as postRedeem } from "./tickets/redeem/route";

testDatabase();
let catalogue: LaunchCatalogue;
let id: string;
let ticket: string;
const key = "a-key-that-the-session-made";

beforeAll(async () => {
  useHub({ url: "http://127.0.0.1:9", token: "no-hub-is-asked-here-0123456789-abcdef" });
  catalogue = await insertLaunchCatalogue();
});
beforeEach(async () => {
  await withSystemSql("test", (sql) => sql.run("DELETE FROM launch"));
  await fillBasket(member, catalogue.hidden);
  id = (await startLaunch(member, request())).id;
  ticket = await withSystemSql("test", (sql) => issueTicket(sql, id));
});

const context = { params: Promise.resolve({}) };
const post = (body: unknown, headers: Record<string, string> = {}) => new Request("http://127.0.0.1:39000/api/v1/staging", { method: "POST", body: JSON.stringify(body), headers });
const redeem = (body: unknown) => postRedeem(post(body), context);
const progress = (body: unknown, token?: string) => postProgress(post(body, token === undefined ? {} : { authorization: `Bearer ${token}` }), context);
async function tokenNow(): Promise<string> {
  return redeemResponseSchema.parse(await (await redeem({ ticket, key })).json()).token;
}
async function slugOf(response: Response): Promise<string> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return ((await response.json()) as { type: string }).type.replace("urn:airshower:problem:", "");
}

describe("POST /staging/tickets/redeem", () => {
  it("200: token, manifest and where the files are", async () => {
    const response = await redeem({ ticket, key });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(redeemResponseSchema.parse(await response.json())).toMatchObject({ launchId: id, manifest: { observations: catalogue.hidden } });
  });

  it("400: no ticket at all", async () => {
    expect((await redeem({ key })).status).toBe(400);
  });

  it("403: unknown, used by another, over, closed", async () => {
    const refusals: [body: object, slug: string][] = [[{ ticket: "x".repeat(43), key }, "ticket-unknown"], [{ ticket, key: "another-key-of-another" }, "ticket-used"]];
    await redeem({ ticket, key });
    for (const [body, slug] of refusals) {
      const response = await redeem(body);
      expect([response.status, await slugOf(response)]).toEqual([403, slug]);
    }
    await withSystemSql("test", (sql) => sql.run(`UPDATE "user" SET groups = '{}' WHERE sub = $1`, [member.sub]));
    const closed = await redeem({ ticket, key });
    expect([closed.status, await slugOf(closed)]).toEqual([403, "manifest-closed"]);
    await withSystemSql("test", (sql) => sql.run(`UPDATE "user" SET groups = $1 WHERE sub = $2`, [member.groups, member.sub]));
    const over = await redeem({ ticket, key });
    expect([over.status, await slugOf(over)]).toEqual([403, "launch-over"]);
  });
});

describe("POST /staging/progress", () => {
  it("204: taken", async () => {
    expect((await progress(report(id, "fetching"), await tokenNow())).status).toBe(204);
    expect((await getLaunch(member, id)).state).toBe("staging");
  });

  it("400: a report that is none", async () => {
    expect((await progress({ launchId: id, phase: "dancing" }, await tokenNow())).status).toBe(400);
  });

  it("401: without a token, with a wrong one, with one of another launch", async () => {
    for (const response of [await progress(report(id, "failed")), await progress(report(id, "failed"), "x".repeat(43)), await progress(report("00000000-0000-4000-8000-000000000000", "failed"), await tokenNow())]) {
      expect([response.status, await slugOf(response)]).toEqual([401, "token-ended"]);
    }
    expect((await getLaunch(member, id)).state).toBe("requested");
  });

  it("409: the launch is over", async () => {
    const token = await tokenNow();
    await stopLaunch(member, id);
    const response = await progress(report(id, "fetching"), token);
    expect([response.status, await slugOf(response)]).toEqual([409, "launch-over"]);
  });
});
