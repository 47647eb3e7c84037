import { describe, expect, it } from "vitest";
import { countsText, waitingText } from "@/components/admin/projects/project-words";

describe("a managed project in words", () => {
  it("says how far it is open", () => {
    expect(countsText({ publicCount: 3, closedCount: 0, hiddenCount: 1200 })).toBe("3 public, 1,200 hidden");
    expect(countsText({ publicCount: 0, closedCount: 0, hiddenCount: 0 })).toBe("none");
  });
  it("says what waits", () => {
    expect(waitingText({ openRequestCount: 1, waitingChangeCount: 2 })).toBe("1 request, 2 changes to approve");
    expect(waitingText({ openRequestCount: 0, waitingChangeCount: 0 })).toBeNull();
  });
});
