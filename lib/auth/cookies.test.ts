import { afterEach, describe, expect, it, vi } from "vitest";
import { clearSessionCookie, cookieChoices, parseCookies, sessionCookieValue } from "@/lib/auth/cookies";

const portal = vi.hoisted(() => ({ url: "http://127.0.0.1:3000" }));
vi.mock("@/lib/config/environment", () => ({ setting: () => portal.url }));
afterEach(() => {
  portal.url = "http://127.0.0.1:3000";
});

describe("the portal's cookies", () => {
  it("carry the port", () => {
    expect(cookieChoices().sessionToken).toEqual({ name: "airshower-3000.session", options: { httpOnly: true, sameSite: "lax", path: "/", secure: false } });
    expect(sessionCookieValue("airshower-3001.session=other; airshower-3000.session=mine")).toBe("mine");
    expect(sessionCookieValue("airshower-3001.session=other")).toBeNull();
    expect(sessionCookieValue("airshower-3000.session=")).toBeNull();
    expect(sessionCookieValue(null)).toBeNull();
  });

  it("are Secure and __Host- on https", () => {
    portal.url = "https://portal.example.org";
    for (const { name, options } of Object.values(cookieChoices())) {
      expect(name).toMatch(/^__Host-airshower-443\./);
      expect(options).toMatchObject({ secure: true, path: "/" });
    }
    expect(clearSessionCookie()).toBe("__Host-airshower-443.session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure");
  });

  it("are read as they come, strange ones too", () => {
    const cookies = parseCookies('a=1; b="two"; c=%C3%A4; d=%; =x; e; a=2; __proto__=y');
    expect({ ...cookies }).toMatchObject({ a: "1", b: "two", c: "ä", d: "%" });
    expect(Object.getPrototypeOf(cookies)).toBeNull();
  });
});
