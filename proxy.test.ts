import { NextRequest } from "next/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { proxy } from "@/proxy";

const ask = (headers: Record<string, string> = {}) => proxy(new NextRequest("http://127.0.0.1:3000/search", { headers })).headers;
const directive = (headers: Headers, name: string) =>
  headers
    .get("content-security-policy")
    ?.split("; ")
    .find((each) => each.startsWith(`${name} `));

describe("before every page", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("lets scripts run by a nonce that no other answer has", () => {
    const [first, second] = [directive(ask(), "script-src"), directive(ask(), "script-src")];
    expect(first).toMatch(/^script-src 'self' 'nonce-[A-Za-z0-9+/]{22}==' 'strict-dynamic'$/);
    expect(first).not.toBe(second);
    expect(directive(ask(), "style-src")).not.toContain("unsafe-inline");
    // Nothing but an empty style element has this hash; attributes style one element each.
    expect(directive(ask(), "style-src")).toMatch(/^style-src 'self' 'nonce-[A-Za-z0-9+/]{22}==' 'sha256-47DEQpj8HBSa\+\/TImW\+5JCeuQeRkm5NMpJWZG3hSuFU='$/);
    expect(directive(ask(), "style-src-attr")).toBe("style-src-attr 'unsafe-inline'");
    expect(directive(ask(), "connect-src")).toBe("connect-src 'self'");
    expect(directive(ask(), "frame-ancestors")).toBe("frame-ancestors 'none'");
  });

  it("lets forms end at the configured identity service only", () => {
    vi.stubEnv("OIDC_ISSUER", "https://iam.example.org/realm");
    expect(directive(ask(), "form-action")).toBe("form-action 'self' https://iam.example.org");
    vi.stubEnv("OIDC_ISSUER", "no address; script-src *");
    expect(directive(ask(), "form-action")).toBe("form-action 'self'");
  });

  it("gives each page one address, and never another host's", () => {
    vi.stubEnv("PORTAL_URL", "https://portal.example.org");
    const redirected = (path: string) => {
      const { status, headers } = proxy(new NextRequest(`http://127.0.0.1:3000${path}`));
      return [status, headers.get("location")];
    };
    expect(redirected("/search/?q=a%2Fb")).toEqual([308, "https://portal.example.org/search?q=a%2Fb"]);
    expect(redirected("/x//evil.example.org/")).toEqual([308, "https://portal.example.org/x//evil.example.org"]);
    expect(redirected("//evil.example.org/")).toEqual([308, "https://portal.example.org/evil.example.org"]);
    for (const path of ["/", "/search"]) expect(redirected(path)).toEqual([200, null]);
  });

  it("names the request, and takes a load balancer's name for it if it looks like one", () => {
    expect(ask().get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(ask({ "x-request-id": "lb-7f3a9c01" }).get("x-request-id")).toBe("lb-7f3a9c01");
    expect(ask({ "x-request-id": "a b\"},{\"level\":60" }).get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("tells the page's renderer the same policy and id", () => {
    const headers = ask();
    expect(headers.get("x-middleware-request-x-request-id")).toBe(headers.get("x-request-id"));
    expect(headers.get("x-middleware-request-content-security-policy")).toBe(headers.get("content-security-policy"));
  });
});
