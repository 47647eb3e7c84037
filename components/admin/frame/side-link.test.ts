import { describe, expect, it } from "vitest";
import { isPartOf } from "@/components/admin/frame/side-link";

describe("where one is among the managers' pages", () => {
  it.each([
    ["/admin/embargo", "/admin/embargo", true],
    ["/admin/embargo/projects/SIM-CRAB", "/admin/embargo", true],
    ["/admin/embargo/changes", "/admin/embargo", false],
    ["/admin/embargo/changes/7f", "/admin/embargo/changes", true],
    ["/admin/embargo/changesets", "/admin/embargo/changes", false],
  ])("%s under %s: %s", (path, href, expected) => expect(isPartOf(path, href)).toBe(expected));
});
