import { beforeEach, describe, expect, it } from "vitest";
import { seal, unseal } from "@/lib/auth/sealed";
import { derivedKey } from "@/lib/config/derived-key";
import { forgetEnvironment } from "@/lib/config/environment";

const secret = "0123456789abcdefghijklmnopqrstuvwxyz-test-only";

function useSecret(value: string): void {
  Object.assign(process.env, {
    AIRSHOWER_MODE: "test",
    PORTAL_URL: "http://127.0.0.1:1",
    FILES_URL: "http://127.0.0.1:2",
    OIDC_ISSUER: "http://127.0.0.1:3",
    OIDC_CLIENT_ID: "a",
    OIDC_CLIENT_SECRET: "b",
    DATABASE_URL: "postgresql://x@127.0.0.1/x",
    PORTAL_SECRET: value,
  });
  forgetEnvironment();
}
beforeEach(() => useSecret(secret));

describe("sealed text", () => {
  it("opens for its purpose and context only, and differs each time", () => {
    const sealed = seal("tokens", "row 1", "täxt");
    expect(unseal("tokens", "row 1", sealed)).toBe("täxt");
    expect(unseal("tokens", "row 2", sealed)).toBeNull();
    expect(unseal("other", "row 1", sealed)).toBeNull();
    expect(seal("tokens", "row 1", "täxt")).not.toBe(sealed);
  });

  it("opens no more when a byte is changed, when it is cut off, or when the secret is another", () => {
    const sealed = seal("tokens", "row 1", "text");
    const bytes = Buffer.from(sealed.slice(3), "base64url");
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unseal("tokens", "row 1", `v1.${changed.toString("base64url")}`)).toBeNull();
    }
    for (const broken of ["", "v1.", "v1", `v2.${sealed.slice(3)}`, sealed.slice(0, 20)]) expect(unseal("tokens", "row 1", broken)).toBeNull();
    useSecret(`${secret}!`);
    expect(unseal("tokens", "row 1", sealed)).toBeNull();
  });
});

describe("derived keys", () => {
  it("have 32 bytes, differ by purpose, and stay the same", () => {
    expect(derivedKey("a")).toHaveLength(32);
    expect(derivedKey("a").equals(derivedKey("b"))).toBe(false);
    expect(derivedKey("a").toString("hex")).toBe(derivedKey("a").toString("hex"));
  });
});
