import { describe, expect, it } from "vitest";
import { benchOptions } from "./options";

describe("the options of the benchmarks", () => {
  it("measure everything but what stands alone, at two sizes, by default", () => {
    expect(benchOptions([])).toEqual({ only: ["load", "search", "embargo", "files", "archive", "audit", "harvest", "looks", "pages", "launch"], observations: [100_000, 1_000_000], port: 26_000, dataDir: null, users: 200, minutes: 10 });
  });
  it("choose parts and sizes, smallest first", () => {
    expect(benchOptions(["--only", "load,files", "--observations", "50000,2000"])).toMatchObject({ only: ["load", "files"], observations: [2000, 50_000] });
  });
  it("grow to ten million where the scale is measured, and may keep what was filled", () => {
    expect(benchOptions(["--only", "scale", "--data-dir", "kept"])).toMatchObject({ only: ["scale"], observations: [10_000_000], dataDir: "kept" });
  });
  it("say how many users come, and for how long", () => {
    expect(benchOptions(["--only", "users", "--users", "10", "--minutes", "0.5"])).toMatchObject({ only: ["users"], users: 10, minutes: 0.5 });
  });
  it.each([
    [["--only", "scale,files"], /scale stands alone/],
    [["--data-dir", "kept"], /--data-dir/],
    [["--only", "lode"], /--only lode/],
    [["--observations", "12"], /--observations 12/],
    [["--observations", "1e5,x"], /--observations/],
    [["--observations", "10000,15000"], /twice as many/],
    [["--port", "80"], /--port 80/],
    [["--only", "search,users"], /users stands alone/],
    [["--users", "1"], /--users 1: give a number from 2 to 2000/],
    [["--users", "many"], /--users many/],
    [["--users", "2.5"], /--users 2.5/],
    [["--minutes", "0"], /--minutes 0: give a number from 0.3 to 240/],
    [["--minutes", "ten"], /--minutes ten/],
    [["--fast"], /Usage: npm run bench/],
  ])("that are wrong are named: %j", (args, message) => {
    expect(() => benchOptions(args)).toThrow(message);
  });
});
