import { beforeAll, describe, expect, it } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { BadCursor } from "@/lib/errors/requests";
import { readCursor, writeCursor } from "./cursor";

const query = { list: "observations", filter: { project: "CRAB", q: "crab" }, sort: "-startMjd" };
const setSecret = (secret: string) => {
  Object.assign(process.env, { AIRSHOWER_MODE: "test", PORTAL_URL: "http://127.0.0.1:1", FILES_URL: "http://127.0.0.1:2", OIDC_ISSUER: "http://127.0.0.1:3", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "x", DATABASE_URL: "postgresql://x/y", PORTAL_SECRET: secret });
  forgetEnvironment();
};
beforeAll(() => setSecret("0123456789abcdefghijklmnopqrstuvwxyz-one"));

describe("a cursor", () => {
  it("opens for its own query, in whatever order the query's parts are named", () => {
    const cursor = writeCursor(query, [53343.921, null, "12"]);
    expect(readCursor({ sort: "-startMjd", filter: { q: "crab", project: "CRAB" }, list: "observations" }, cursor)).toEqual([53343.921, null, "12"]);
    expect(writeCursor(query, [53343.921, null, "12"])).toBe(cursor);
  });
  it("hides what it holds", () => {
    const cursor = writeCursor(query, ["123456789"]);
    expect(Buffer.from(cursor, "base64url").toString("latin1")).not.toContain("123456789");
    // Nor does its length tell how many digits a key has, and so how many rows there are.
    expect(writeCursor(query, ["1"])).toHaveLength(cursor.length);
  });
  it("is refused for another query, when changed, cut, foreign, or no cursor at all", () => {
    const cursor = writeCursor(query, [1, "2"]);
    const flipped = `${cursor.slice(0, 20)}${cursor[20] === "A" ? "B" : "A"}${cursor.slice(21)}`;
    for (const bad of [flipped, cursor.slice(0, -2), `${cursor}AA`, `${cursor}=`, "", "abc", "%", Buffer.from('[1,"2"]').toString("base64url")]) {
      expect(() => readCursor(query, bad), bad).toThrow(BadCursor);
    }
    expect(() => readCursor({ ...query, sort: "startMjd" }, cursor)).toThrow(BadCursor);
    setSecret("0123456789abcdefghijklmnopqrstuvwxyz-two");
    expect(() => readCursor(query, cursor)).toThrow(BadCursor);
  });
});
