import { beforeAll, describe, expect, it } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { PERMIT_LIFETIME_SEC, signPermit, verifyPermit } from "./permit";

const path = "/files/sim/r1/data/obs_10001.fits";
const setSecret = (secret: string) => {
  Object.assign(process.env, { AIRSHOWER_MODE: "test", PORTAL_URL: "http://127.0.0.1:1", FILES_URL: "http://127.0.0.1:2", OIDC_ISSUER: "http://127.0.0.1:3", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "x", DATABASE_URL: "postgresql://x/y", PORTAL_SECRET: secret });
  forgetEnvironment();
};
beforeAll(() => setSecret("0123456789abcdefghijklmnopqrstuvwxyz-one"));

describe("a permit", () => {
  it("speaks for one person, or for nobody in particular, for one file", () => {
    expect(verifyPermit(signPermit("sub-1", path), path)).toEqual({ sub: "sub-1", apiTokenId: null });
    expect(verifyPermit(signPermit(null, path), path)).toEqual({ sub: null, apiTokenId: null });
    expect(verifyPermit(signPermit("sub-1", path), `${path}.gz`)).toBeNull();
  });
  it("ends after its time", () => {
    const permit = signPermit("sub-1", path, { nowMs: 1_000_000 });
    expect(verifyPermit(permit, path, 1_000_000 + PERMIT_LIFETIME_SEC * 1000 - 1)).not.toBeNull();
    expect(verifyPermit(permit, path, 1_000_000 + PERMIT_LIFETIME_SEC * 1000)).toBeNull();
  });
  it("names nobody to who reads it on the way", () => {
    const permit = signPermit("sub-of-somebody", path);
    expect(permit.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1")).join()).not.toContain("somebody");
    expect(encodeURIComponent(permit)).toBe(permit);
  });
  it("is refused when changed, foreign, or none at all", () => {
    const permit = signPermit("sub-1", path);
    const flipped = `${permit.slice(0, 30)}${permit[30] === "A" ? "B" : "A"}${permit.slice(31)}`;
    for (const bad of [flipped, permit.slice(0, -4), "", ".", "v1.", "v1.AAAA", "a.b.c"]) expect(verifyPermit(bad, path), bad).toBeNull();
    setSecret("0123456789abcdefghijklmnopqrstuvwxyz-two");
    expect(verifyPermit(permit, path)).toBeNull();
    setSecret("0123456789abcdefghijklmnopqrstuvwxyz-one");
  });
});
