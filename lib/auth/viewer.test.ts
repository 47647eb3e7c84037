import { describe, expect, it } from "vitest";
import { SignInNeeded } from "@/lib/auth/errors";
import { requireSignedIn } from "@/lib/auth/viewer";
import { anonymous, type SignedInViewer } from "@/lib/embargo/viewer";

describe("requireSignedIn", () => {
  it("gives somebody back, and asks anonymous to sign in", () => {
    const viewer: SignedInViewer = { kind: "user", sub: "s", username: "u", name: null, groups: [] };
    expect(requireSignedIn(viewer)).toBe(viewer);
    expect(() => requireSignedIn(anonymous)).toThrow(SignInNeeded);
    expect(new SignInNeeded()).toMatchObject({ status: 401, slug: "sign-in-needed" });
  });
});
