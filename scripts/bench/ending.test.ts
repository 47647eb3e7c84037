import { describe, expect, it, vi } from "vitest";
import { Ending } from "./ending";

describe("the end of the benchmarks", () => {
  it("undoes everything once, last first, also past what can not be undone", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const done: string[] = [];
    const ending = new Ending();
    ending.add(() => void done.push("folder"));
    ending.add(() => Promise.reject(new Error("no such process")));
    ending.add(async () => void done.push("database"));
    expect(ending.isUnderWay).toBe(false);
    await Promise.all([ending.run(), ending.run()]);
    expect(done).toEqual(["database", "folder"]);
    expect(ending.isUnderWay).toBe(true);
    expect(said.mock.calls).toEqual([["While ending: no such process"]]);
    said.mockRestore();
  });
});
