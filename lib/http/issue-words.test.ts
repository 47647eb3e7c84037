import { expect, it } from "vitest";
import { z } from "zod";
import { numeric } from "@/lib/units/numeric";
import { issueWords } from "./issue-words";

const schema = z.strictObject({
  zenithMaxDeg: numeric((number) => number.min(0).max(90)).optional(),
  raDeg: numeric((number) => number.min(0).lt(360)).optional(),
  radiusDeg: numeric((number) => number.positive().max(180)).optional(),
  quality: numeric((number) => number.int()).optional(),
  project: z.string().min(1).max(4).optional(),
  ids: z.array(z.string()).max(2).optional(),
  night: z.iso.date().optional(),
  access: z.enum(["readable", "mine"]).optional(),
  polygon: z.string().refine(() => false, { message: "needs three pairs" }).optional(),
  name: z.string().optional(),
});
const words = (given: object) => schema.safeParse(given, { error: issueWords }).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);

it.each([
  [{ zenithMaxDeg: "95" }, "zenithMaxDeg: must be at most 90"],
  [{ zenithMaxDeg: -1 }, "zenithMaxDeg: must be at least 0"],
  [{ raDeg: 360 }, "raDeg: must be less than 360"],
  [{ radiusDeg: 0 }, "radiusDeg: must be more than 0"],
  [{ quality: "1.5" }, "quality: must be a whole number"],
  [{ quality: "good" }, "quality: must be a number, and 'good' is none"],
  [{ project: "" }, "project: must not be empty"],
  [{ project: "12345" }, "project: must have at most 4 characters"],
  [{ ids: ["a", "b", "c"] }, "ids: must have at most 2 entries"],
  [{ ids: "a" }, "ids: must be a list"],
  [{ night: "yesterday" }, "night: must be a date, as in 2026-11-30"],
  [{ access: "all" }, "access: must be one of readable, mine"],
  [{ polygon: "" }, "polygon: needs three pairs"],
  [{ name: 7 }, "name: must be a text"],
  [{ colour: "red" }, ": does not know 'colour'"],
])("of %j it says '%s'", (given, said) => {
  expect(words(given)).toEqual([said]);
});

it("says of what is missing that it is", () => {
  expect(z.object({ id: z.string() }).safeParse({}, { error: issueWords }).error?.issues).toMatchObject([{ path: ["id"], message: "is missing" }]);
});
