import { describe, expect, it } from "vitest";
import { checkEnvironment, ConfigurationError } from "./environment";

const good = {
  PORTAL_URL: "https://portal.example.org",
  FILES_URL: "https://files.example.org/",
  PORTAL_SECRET: "mEThY1hOQVdXbFJ4c2RrZzQ1NnRoZ2ZkczM0NTY3ODk=",
  DATABASE_URL: "postgresql://airshower_web:x@db.example.org/airshower",
  OIDC_ISSUER: "https://iam.example.org",
  OIDC_CLIENT_ID: "airshower",
  OIDC_CLIENT_SECRET: "secret",
};
const env = (change: Record<string, string | undefined>) => ({ ...good, ...change }) as unknown as NodeJS.ProcessEnv;
function faultsOf(change: Record<string, string | undefined>): readonly string[] {
  try {
    checkEnvironment("portal", env(change));
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

const rucio = { RUCIO_URL: "https://rucio.example.org", RUCIO_ACCOUNT: "airshower" };
const harvesting = { SYSTEM_DATABASE_URL: "postgresql://db.example.org/airshower" };

describe("the settings of a Rucio", () => {
  it.each([
    ["by password", { RUCIO_USERNAME: "portal", RUCIO_PASSWORD: "secret" }],
    ["as a client", { RUCIO_OIDC_CLIENT_ID: "portal", RUCIO_OIDC_CLIENT_SECRET: "secret", RUCIO_STORAGE_SCOPE: "storage.read:/" }],
  ])("let the portal log in %s", (_, login) => {
    expect(checkEnvironment("harvest", { ...harvesting, ...rucio, ...login } as unknown as NodeJS.ProcessEnv)).toMatchObject(login);
  });
  it.each([
    ["no login", {}, /nothing by which the portal logs in/],
    ["no password", { RUCIO_USERNAME: "portal" }, /RUCIO_PASSWORD is missing/],
    ["no secret", { RUCIO_OIDC_CLIENT_ID: "portal" }, /RUCIO_OIDC_CLIENT_SECRET is missing/],
    ["no client for storage", { RUCIO_USERNAME: "portal", RUCIO_PASSWORD: "secret", RUCIO_STORAGE_SCOPE: "storage.read:/" }, /RUCIO_STORAGE_SCOPE is set, and no client/],
    ["no TLS", { RUCIO_URL: "http://rucio.example.org", RUCIO_USERNAME: "portal", RUCIO_PASSWORD: "secret" }, /RUCIO_URL is http:.*must be https/],
  ])("are refused with %s", (_, login, words) => {
    expect(() => checkEnvironment("harvest", { ...harvesting, ...rucio, ...login } as unknown as NodeJS.ProcessEnv)).toThrow(words);
  });
});

describe("the configuration", () => {
  it("is taken with its defaults, addresses without a trailing slash", () => {
    expect(checkEnvironment("portal", env({}))).toMatchObject({ FILES_URL: "https://files.example.org", PORTAL_PORT: 3000, GROUPS_RECHECK_SEC: 300, AIRSHOWER_MODE: "production" });
  });
  it("names every missing or wrong variable, what it is for, and an example", () => {
    const faults = faultsOf({ OIDC_ISSUER: undefined, FILES_URL: "files", PORTAL_SECRET: "short" });
    expect(faults).toHaveLength(3);
    expect(faults.find((fault) => fault.startsWith("OIDC_ISSUER is missing"))).toMatch(/the identity service's issuer.*Example: OIDC_ISSUER=https:/);
    expect(faults.find((fault) => fault.startsWith("FILES_URL is wrong"))).toMatch(/files process/);
  });
  it("asks each process only for what it needs", () => {
    expect(() => checkEnvironment("loader", { SYSTEM_DATABASE_URL: good.DATABASE_URL, LAKE_ROOT: "/lake" } as unknown as NodeJS.ProcessEnv)).not.toThrow();
    expect(() => checkEnvironment("worker", env({}))).toThrow(/SYSTEM_DATABASE_URL is missing/);
  });
  it("refuses insecure production settings", () => {
    expect(faultsOf({ PORTAL_URL: "http://portal.example.org" })[0]).toMatch(/^PORTAL_URL is http:/);
    expect(faultsOf({ OIDC_ISSUER: "http://127.0.0.1:3002" })[0]).toMatch(/^OIDC_ISSUER/);
    expect(faultsOf({ PORTAL_SECRET: "a".repeat(40) })[0]).toMatch(/^PORTAL_SECRET/);
    expect(faultsOf({ HUB_URL: "https://portal.example.org/hub" })[0]).toMatch(/^HUB_URL has the portal's host name/);
    expect(faultsOf({ DEMO_IAM: "1" })[0]).toMatch(/^DEMO_IAM/);
  });
  it("lets the demo run without https", () => {
    expect(faultsOf({ AIRSHOWER_MODE: "demo", PORTAL_URL: "http://127.0.0.1:3000", OIDC_ISSUER: "http://127.0.0.1:3002", FILES_URL: "http://127.0.0.1:3001" })).toEqual([]);
  });
});
