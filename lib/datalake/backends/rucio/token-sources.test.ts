import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { IamUnreachable } from "@/lib/auth/errors";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { fillWorld, event } from "./fake/calls.test-support";
import { connected } from "./fake/connected.test-support";
import { FakeRucio } from "./fake/rucio.test-support";
import { RucioRefused } from "./faults";
import { serviceTokens } from "./token-sources";

const rucio = new FakeRucio();
let issuer: FakeIssuer;
const service = serviceTokens({ clientId: "airshower:rucio", clientSecret: "sec ret", scope: "openid rucio", audience: "rucio" });

beforeAll(async () => {
  await rucio.start();
  issuer = await fakeIssuer();
  Object.assign(process.env, { AIRSHOWER_MODE: "test", AIRSHOWER_PROCESS: "harvest", SYSTEM_DATABASE_URL: "postgresql://127.0.0.1/x", RUCIO_URL: rucio.url, RUCIO_ACCOUNT: "airshower", RUCIO_OIDC_CLIENT_ID: "x", RUCIO_OIDC_CLIENT_SECRET: "x", OIDC_ISSUER: issuer.issuer });
  forgetEnvironment();
});
afterAll(() => Promise.all([rucio.stop(), issuer.close()]));
beforeEach(() => {
  forgetDiscovery();
  issuer.faults.clear();
  rucio.reset();
  fillWorld(rucio);
});

describe("a service's token", () => {
  it("comes from the identity service and opens Rucio", async () => {
    const forms: string[] = [];
    issuer.token = (form) => {
      forms.push(form.toString());
      rucio.jwts.add("jwt-of-the-service");
      return Promise.resolve({ access_token: "jwt-of-the-service", expires_in: 3600, token_type: "Bearer" });
    };
    const { client } = connected(rucio, { tokens: service });
    expect(await client.metadata(event)).toMatchObject({ obs_id: 1 });
    await client.metadata(event);
    expect(forms).toEqual(["grant_type=client_credentials&scope=openid+rucio&audience=rucio"]);
    expect(rucio.count("userpass")).toBe(0);
  });
  it("that is refused is told without the secret, and asked for once", async () => {
    issuer.token = () => Promise.resolve({ error: "invalid_client" });
    const before = issuer.asked.get("/token") ?? 0;
    const fault = await connected(rucio, { tokens: service }).client.metadata(event).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(RucioRefused);
    expect(String(fault)).not.toContain("sec ret");
    expect(issuer.asked.get("/token")).toBe(before + 1);
  });
  it("can not be had while the identity service is away, which is said as that", async () => {
    issuer.faults.set("/token", 503);
    await expect(connected(rucio, { tokens: service }).client.metadata(event)).rejects.toThrow(IamUnreachable);
  });
});
