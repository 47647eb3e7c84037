import { describe, expect, it } from "vitest";
import { benchOptions } from "./options";

describe("the options of the benchmarks", () => {
  it("measure everything at two sizes by default", () => {
    expect(benchOptions([])).toEqual({ only: ["load", "search", "embargo", "files", "archive", "audit", "harvest", "looks", "pages", "launch"], observations: [100_000, 1_000_000], port: 26_000, dataDir: null });
  });
  it("choose parts and sizes, smallest first", () => {
    expect(benchOptions(["--only", "load,files", "--observations", "50000,2000"])).toMatchObject({ only: ["load", "files"], observations: [2000, 50_000] });
  });
  it("grow to ten million where the scale is measured, and may keep what was filled", () => {
    expect(benchOptions(["--only", "scale", "--data-dir", "kept"])).toMatchObject({ only: ["scale"], observations: [10_000_000], dataDir: "kept" });
  });
  it.each([
    [["--only", "scale,files"], /nothing else is measured/],
    [["--data-dir", "kept"], /--data-dir/],
    [["--only", "lode"], /--only lode/],
    [["--observations", "12"], /--observations 12/],
    [["--observations", "1e5,x"], /--observations/],
    [["--observations", "10000,15000"], /twice as many/],
    [["--port", "80"], /--port 80/],
    [["--fast"], /Usage: npm run bench/],
  ])("that are wrong are named: %j", (args, message) => {
    expect(() => benchOptions(args)).toThrow(message);
  });
});
