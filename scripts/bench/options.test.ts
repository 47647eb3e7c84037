import { describe, expect, it } from "vitest";
import { benchOptions } from "./options";

describe("the options of the benchmarks", () => {
  it("measure everything at two sizes by default", () => {
    expect(benchOptions([])).toEqual({ only: ["load", "search", "embargo", "files", "archive", "audit", "harvest", "looks", "pages", "launch"], observations: [100_000, 1_000_000], port: 26_000 });
  });
  it("choose parts and sizes, smallest first", () => {
    expect(benchOptions(["--only", "load,files", "--observations", "50000,2000"])).toMatchObject({ only: ["load", "files"], observations: [2000, 50_000] });
  });
  it.each([
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
