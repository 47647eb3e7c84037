import { describe, expect, it } from "vitest";
import { IamRefusal, readSettings } from "./settings";

const good = {
  IAM_PORT: "23000",
  IAM_STATE_DIR: "/tmp/iam",
  PORTAL_URL: "http://127.0.0.1:3000/",
  OIDC_CLIENT_SECRET: "secret-of-the-portal",
  HUB_URL: "",
};

describe("settings of the demo IAM", () => {
  it("reads the environment, empty variables as absent ones", () => {
    expect(readSettings(good)).toEqual({
      port: 23000,
      stateDir: "/tmp/iam",
      portalUrl: "http://127.0.0.1:3000",
      portalClientId: "airshower",
      portalClientSecret: "secret-of-the-portal",
      accessTokenSec: 300,
    });
  });

  it.each([
    [{ NODE_ENV: "production" }, "does not run in production"],
    [{ AIRSHOWER_MODE: "production" }, "does not run in production"],
    [{ IAM_HOST: "0.0.0.0" }, "listens on 127.0.0.1 only"],
    [{ PORTAL_URL: "https://portal.example.org" }, "PORTAL_URL"],
    [{ PORTAL_URL: "http://localhost:3000" }, "PORTAL_URL"],
    [{ OIDC_CLIENT_SECRET: "" }, "OIDC_CLIENT_SECRET"],
    [{ OIDC_CLIENT_SECRET: "short" }, "OIDC_CLIENT_SECRET"],
    [{ HUB_URL: "http://127.0.0.1:8" }, "HUB_OIDC_CLIENT_SECRET"],
    [{ IAM_PORT: "x" }, "IAM_PORT"],
  ])("refuses %j", (change, words) => {
    expect(() => readSettings({ ...good, ...change })).toThrow(IamRefusal);
    expect(() => readSettings({ ...good, ...change })).toThrow(words);
  });
});
