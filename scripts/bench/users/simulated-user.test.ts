import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Random } from "../../simulate/random";
import { Browser } from "./browser";
import { look } from "./looking";
import type { Plan } from "./plan";
import { SimulatedUser } from "./simulated-user";
import { Tally } from "./tally";

let server: http.Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()).closeAllConnections() : resolve())));

const found = { items: [{ id: "syn:1", raDeg: 83.6, decDeg: 22, irfKinds: ["aeff"], access: { readable: true } }], nextCursor: "next" };

/** A portal that answers by the path; gives its address. */
async function portal(answer: (path: string, response: http.ServerResponse) => void): Promise<string> {
  server = http.createServer((request, response) => answer(request.url!, response));
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const planOf = (portalUrl: string): Plan => ({
  portalUrl, seed: 1, usernames: [], anonymous: 1, seconds: 1, arrivalSec: 0, thinkSec: [0, 0.001], lookCollections: ["syn"],
  subjects: [{ code: "P", targetName: "Crab", raDeg: 83.6, decDeg: 22, firstMjd: 58000 }],
});

describe("a user", () => {
  it("comes by the search page and does one thing after another until the time is over", async () => {
    const paths: string[] = [];
    const url = await portal((path, response) => {
      paths.push(path);
      response.end(JSON.stringify(path.includes("/looks/") ? { state: "ready" } : found));
    });
    const tally = new Tally();
    await new SimulatedUser(planOf(url), "somebody", null, tally).run(performance.now() + 500);
    expect(paths[0]).toBe("/search");
    expect(tally.summary()).toMatchObject({ faults: [], all: { requests: paths.length, errors: 0 } });
    expect(paths.filter((path) => path.includes("basket"))).toEqual([]);
  });
  it("goes on after an answer of another form, which is an error", async () => {
    const url = await portal((_path, response) => void response.end("{}"));
    const tally = new Tally();
    await new SimulatedUser(planOf(url), "somebody", null, tally).run(performance.now() + 500);
    expect(tally.summary().faults[0]).toMatchObject({ what: "answer: ZodError" });
    expect(tally.errors).toBeGreaterThan(1);
  });
  it("asks again for a look that is being made, and gives up in the end", async () => {
    let asked = 0;
    const url = await portal((path, response) => {
      if (path.includes("/looks/")) asked += 1;
      response.end(JSON.stringify(path.includes("/looks/") ? { state: asked === 2 ? "ready" : "making" } : found));
    });
    const tally = new Tally();
    const browser = new Browser(url, tally);
    await look(browser, new Random(1, "look"), "syn");
    expect([asked, tally.errors]).toEqual([2, 0]);
    await look(browser, new Random(1, "look"), "syn");
    browser.close();
    expect(tally.summary().faults).toMatchObject([{ what: "look: was not made in time", count: 1 }]);
  });
  it("sends what goes with a DELETE so that it is read to its end", async () => {
    const url = await portal((_path, response) => {
      let body = "";
      response.req.on("data", (piece: Buffer) => (body += piece.toString("utf8"))).on("end", () => response.writeHead(body === '{"all":true}' ? 200 : 400).end());
    });
    const tally = new Tally();
    const browser = new Browser(url, tally);
    await browser.send("removeFromBasket", "DELETE", "/api/v1/basket/items", { all: true });
    browser.close();
    expect(tally.summary().faults).toEqual([]);
  });
  it("counts what fails: refusals, faults, broken connections, a login that leads back", async () => {
    const url = await portal((path, response) => {
      if (path.startsWith("/broken")) return void response.socket!.destroy();
      response.writeHead(path.startsWith("/api/auth") ? 303 : 503, { location: "/signin?error=login-failed" }).end("away");
    });
    const tally = new Tally();
    const browser = new Browser(url, tally);
    expect(await browser.get("search", "/away")).toBeNull();
    expect(await browser.send("addToBasket", "POST", "/broken", {})).toBeNull();
    expect(await browser.signIn("user-0001")).toBe(false);
    browser.close();
    expect(tally.summary().faults.map(({ what, example }) => [what, example])).toEqual([
      ["search: status 503", "GET /away: away"],
      ["addToBasket: ECONNRESET", "POST /broken: socket hang up"],
      ["signIn: status 303", "GET /api/auth/login leads to /signin?error=login-failed"],
    ]);
  });
});
