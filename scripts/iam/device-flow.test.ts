import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CookieJar } from "./cookie-jar";
import { deviceClientId } from "./clients";
import { type TestIam, testIam } from "./iam.test-support";

let iam: TestIam;
const audience = "http://127.0.0.1:9";
beforeAll(async () => {
  iam = await testIam();
});
afterAll(() => iam.dispose());

interface Begun {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
}
const post = async (path: string, fields: Record<string, string>) => (await fetch(`${iam.issuer}${path}`, { method: "POST", body: new URLSearchParams(fields) })).json() as Promise<Record<string, string>>;
const begin = () => post("/devicecode", { client_id: deviceClientId, scope: "openid profile offline_access", resource: audience }) as unknown as Promise<Begun>;
const ask = ({ device_code }: Begun) => post("/token", { grant_type: "urn:ietf:params:oauth:grant-type:device_code", client_id: deviceClientId, device_code, resource: audience });

/** Fills in the pages as somebody at a browser does; gives the text of the last one. */
async function confirm({ verification_uri, user_code }: Begun, username: string, button: Record<string, string> = {}): Promise<string> {
  const jar = new CookieJar();
  const hidden = (html: string) => Object.fromEntries([...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]));
  const code = await (await jar.fetch(verification_uri)).text();
  const shown = await (await jar.fetch(verification_uri, { method: "POST", body: new URLSearchParams({ ...hidden(code), user_code }) })).text();
  expect(shown).toContain(user_code);
  let answer = await jar.fetch(verification_uri, { method: "POST", body: new URLSearchParams({ ...hidden(shown), ...button }) });
  let address = verification_uri;
  for (let step = 0; step < 8 && answer.headers.get("location"); step += 1) {
    address = new URL(answer.headers.get("location")!, address).href;
    answer = await jar.fetch(address);
    if (answer.status === 200 && new URL(address).pathname.startsWith("/interaction/")) answer = await jar.fetch(`${address}/login`, { method: "POST", body: new URLSearchParams({ username, password: username }) });
  }
  return answer.text();
}

describe("the device flow", () => {
  it("gives a program tokens for the portal once somebody has confirmed its code, and fresh ones later", async () => {
    const begun = await begin();
    expect(await ask(begun)).toMatchObject({ error: "authorization_pending" });
    expect(await confirm(begun, "pi-crab")).toContain("The program is signed in");
    const tokens = await ask(begun);
    expect(decodeJwt(tokens.access_token!)).toMatchObject({ aud: audience, preferred_username: "pi-crab", groups: ["cta/projects/sim-crab", "cta/projects/hess-crab"] });
    const fresh = await post("/token", { grant_type: "refresh_token", client_id: deviceClientId, refresh_token: tokens.refresh_token!, resource: audience });
    expect(decodeJwt(fresh.access_token!).preferred_username).toBe("pi-crab");
    expect(await ask(begun)).toMatchObject({ error: "invalid_grant" });
  });
  it("gives nothing when somebody refuses", async () => {
    const begun = await begin();
    await confirm(begun, "pi-crab", { abort: "yes" });
    expect(await ask(begun)).toMatchObject({ error: "access_denied" });
  });
  it("knows no code that was made up", async () => {
    const jar = new CookieJar();
    const form = await (await jar.fetch(`${iam.issuer}/device`)).text();
    const [, xsrf = ""] = /name="xsrf" value="([^"]*)"/.exec(form) ?? [];
    const answer = await jar.fetch(`${iam.issuer}/device`, { method: "POST", body: new URLSearchParams({ xsrf, user_code: "AAAA-BBBB" }) });
    expect(await answer.text()).toContain("This code is not known");
  });
});
