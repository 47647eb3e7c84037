import { describe, expect, it } from "vitest";
import { leakText, probesText } from "@/components/admin/oversight/canary-words";

describe("canaries in words", () => {
  it("says how much was tried, and as whom", () => {
    expect(probesText({ probeCount: 1, viewers: ["anonymous"] })).toBe("1 probe as nobody");
    expect(probesText({ probeCount: 1200, viewers: ["anonymous", "signed-in"] })).toBe("1,200 probes as nobody and as somebody signed in");
    expect(probesText({ probeCount: 0, viewers: [] })).toBe("0 probes");
  });
  it("says what showed, and where", () => {
    expect(leakText({ kind: "hold", route: "GET /observations", viewer: "anonymous" })).toBe("The observation hidden by a hold showed at GET /observations, asked for as nobody.");
    expect(leakText({ kind: "any", route: "GET /files/x", viewer: "signed-in" })).toBe("One of the hidden observations showed at GET /files/x, asked for as somebody signed in.");
  });
});
