import { describe, expect, it } from "vitest";
import { asProblem, nextStepOf, problemOf, refusedParts } from "@/components/api/problem";

const problemJson = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/problem+json", "x-request-id": "header-id" } });

describe("what the API says when it refuses", () => {
  it("reads slug, words and request id of a problem document", async () => {
    const problem = await problemOf(
      problemJson(412, { type: "urn:airshower:problem:basket-changed", title: "Basket changed", detail: "Reload.", requestId: "r-1" }),
    );
    expect(problem).toMatchObject({ slug: "basket-changed", status: 412, title: "Basket changed", detail: "Reload.", requestId: "r-1" });
    expect(nextStepOf(problem)).toBeNull();
  });

  it("names the parts that were refused", async () => {
    const problem = await problemOf(
      problemJson(400, { type: "urn:airshower:problem:bad-request", detail: "see errors", errors: [{ path: "raDeg", message: "too big" }, { path: "", message: "give ids" }, 7] }),
    );
    expect(refusedParts(problem)).toEqual(["raDeg: too big", "give ids"]);
  });

  it("makes do with what a proxy answers instead", async () => {
    const problem = await problemOf(new Response("<html>Bad Gateway</html>", { status: 502 }));
    expect(problem).toMatchObject({ slug: "http-502", status: 502, detail: null, requestId: null });
    expect(nextStepOf(problem)).toBe("Try again in a moment.");
  });

  it("turns any thrown thing into something to show", () => {
    expect(asProblem(new TypeError("boom"))).toMatchObject({ slug: "page-error", detail: "boom" });
    expect(asProblem("odd").title).toBe("This part of the page stopped working");
  });
});
