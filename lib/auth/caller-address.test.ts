import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { callerAddress } from "./caller-address";

const needed = { AIRSHOWER_MODE: "test", PORTAL_URL: "http://127.0.0.1:1", FILES_URL: "http://127.0.0.1:2", PORTAL_SECRET: "x".repeat(32), DATABASE_URL: "postgresql://a@b/c", OIDC_ISSUER: "http://127.0.0.1:3", OIDC_CLIENT_ID: "a", OIDC_CLIENT_SECRET: "b" };
const use = (settings: Record<string, string>) => {
  for (const [name, value] of Object.entries({ ...needed, ...settings })) vi.stubEnv(name, value);
  forgetEnvironment();
};
const from = (headers: Record<string, string>, socket?: string) => callerAddress((name) => headers[name] ?? null, socket);

beforeEach(() => use({}));
afterEach(() => {
  vi.unstubAllEnvs();
  forgetEnvironment();
});

describe("from where a request comes", () => {
  it("is the socket's address, whatever a caller writes into headers", () => {
    const forged = { "x-forwarded-for": "192.0.2.9", "x-real-ip": "192.0.2.9", forwarded: "for=192.0.2.9" };
    expect(from(forged, "198.51.100.7")).toBe("198.51.100.7");
    expect(from(forged, "::ffff:198.51.100.7")).toBe("198.51.100.7");
  });
  it("is not known on loopback, nor where the socket is not seen", () => {
    for (const socket of [undefined, "127.0.0.1", "::1", "::ffff:127.0.0.1"]) expect(from({ "x-forwarded-for": "192.0.2.9" }, socket)).toBeNull();
  });
  it("is what the operator's own proxy says, and not what stands before that", () => {
    use({ TRUSTED_PROXY_HEADER: "X-Forwarded-For" });
    expect(from({ "x-forwarded-for": "203.0.113.1, 192.0.2.9" }, "127.0.0.1")).toBe("192.0.2.9");
    expect(from({ "x-forwarded-for": "made up" }, "127.0.0.1")).toBeNull();
    expect(from({ "x-real-ip": "192.0.2.9" }, "127.0.0.1")).toBeNull();
    use({ TRUSTED_PROXY_HEADER: "x-forwarded-for", TRUSTED_PROXY_HOPS: "2" });
    expect(from({ "x-forwarded-for": "203.0.113.1, 192.0.2.9, 10.0.0.1" })).toBe("192.0.2.9");
    expect(from({ "x-forwarded-for": "192.0.2.9" })).toBeNull();
  });
  it("is one network for all the addresses of an IPv6 subscriber", () => {
    expect(from({}, "2001:db8:0:1::1")).toBe("2001:db8:0:1::/64");
    expect(from({}, "2001:DB8::1:ffff:ffff:ffff:ffff")).toBe("2001:db8:0:1::/64");
    expect(from({}, "2001:db8:0:2::1")).toBe("2001:db8:0:2::/64");
  });
});
