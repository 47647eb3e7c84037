import { expect, it } from "vitest";
import { logTicks } from "./axes";

it("labels a logarithmic axis over few powers of ten between them too", () => {
  expect(logTicks(0.16, 1.6)).toEqual({ tickvals: [0.2, 0.3, 0.5, 1], ticktext: ["0.2", "0.3", "0.5", "1"] });
  expect(logTicks(0.02, 0.05).tickvals).toEqual([0.02, 0.03, 0.05]);
  expect(logTicks(3, 30).tickvals).toEqual([3, 5, 10, 20, 30]);
  expect(logTicks(0.01, 10)).toEqual({});
});
