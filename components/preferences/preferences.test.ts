import { describe, expect, it } from "vitest";
import { preferenceCookie, readPreferences } from "@/components/preferences/preferences";

describe("preferences", () => {
  it("keeps the cookies of two ports apart", () => {
    expect(preferenceCookie("theme", "127.0.0.1:3000")).toBe("airshower-theme-3000");
    expect(preferenceCookie("theme", "[::1]:4000")).toBe("airshower-theme-4000");
    expect(preferenceCookie("theme", "portal.example.org")).toBe("airshower-theme");
  });

  it("takes known values and falls back on the defaults", () => {
    const jar = new Map([["airshower-theme-3000", "dark"], ["airshower-coordinates-3000", "furlongs"]]);
    expect(readPreferences("127.0.0.1:3000", (name) => jar.get(name))).toEqual({ theme: "dark", coordinates: "degrees", columns: null });
    expect(readPreferences("127.0.0.1:3001", (name) => jar.get(name))).toEqual({ theme: "system", coordinates: "degrees", columns: null });
  });

  it("keeps a choice of columns, an empty one too, in the table's order", () => {
    const columns = (value: string) => readPreferences("portal.example.org", (name) => (name === "airshower-columns" ? value : undefined)).columns;
    expect(columns("night.target.gone")).toEqual(["target", "night"]);
    expect(columns("none")).toEqual([]);
    expect(columns("usual")).toBeNull();
  });
});
