import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SimulationRefused } from "@/scripts/simulate/errors";
import { markerName, writeFolder } from "@/scripts/simulate/output-folder";

let base: string;
let out: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), "airshower-folder-")));
  out = path.join(base, "simulation");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function fill(text: string) {
  return (folder: string) => {
    mkdirSync(path.join(folder, "store"));
    writeFileSync(path.join(folder, "store", "file"), text);
    writeFileSync(path.join(folder, markerName), JSON.stringify({ generator: "test", seed: 1, entries: ["store"] }));
  };
}

const content = () => readFileSync(path.join(out, "store", "file"), "utf8");

describe("writing a simulation's folder", () => {
  it("makes a folder that was not there, parents included", () => {
    out = path.join(base, "a", "b");
    writeFolder(out, fill("one"));
    expect(content()).toBe("one");
  });

  it("fills an empty folder", () => {
    mkdirSync(out);
    writeFolder(out, fill("one"));
    expect(content()).toBe("one");
  });

  it("replaces what an earlier simulation wrote, and leaves nothing beside it", () => {
    writeFolder(out, fill("one"));
    writeFolder(out, fill("two"));
    expect(content()).toBe("two");
    expect(readdirSync(base)).toEqual(["simulation"]);
  });

  it("refuses a folder with files of somebody else's, and touches none of them", () => {
    mkdirSync(out);
    writeFileSync(path.join(out, "thesis.txt"), "mine");
    expect(() => writeFolder(out, fill("one"))).toThrow(/simulation holds 'thesis.txt', which no simulation wrote: give a new or empty folder/);
    expect(readFileSync(path.join(out, "thesis.txt"), "utf8")).toBe("mine");
  });

  it("refuses a simulation's folder into which somebody put a file", () => {
    writeFolder(out, fill("one"));
    writeFileSync(path.join(out, "notes.txt"), "mine");
    expect(() => writeFolder(out, fill("two"))).toThrow(SimulationRefused);
    expect(content()).toBe("one");
  });

  it("refuses a file", () => {
    writeFileSync(out, "");
    expect(() => writeFolder(out, fill("one"))).toThrow(/is a file: give a folder with --out/);
  });

  it("keeps the earlier simulation when the new one fails half way", () => {
    writeFolder(out, fill("one"));
    const fail = (folder: string) => {
      fill("two")(folder);
      throw Object.assign(new Error("write failed"), { code: "ENOSPC" });
    };
    expect(() => writeFolder(out, fail)).toThrow(/can not be written: the disk is full: free some space/);
    expect(content()).toBe("one");
    expect(readdirSync(base)).toEqual(["simulation"]);
  });

  it("says so when the path leads through a file", () => {
    writeFileSync(path.join(base, "file"), "");
    expect(() => writeFolder(path.join(base, "file", "simulation"), fill("one"))).toThrow(/a part of its path is a file/);
  });

  it("removes what a killed simulation left, and no other's", () => {
    const gone = path.join(base, ".simulation.writing-999999999");
    const running = path.join(base, `.simulation.writing-${process.ppid}`);
    mkdirSync(gone);
    mkdirSync(running);
    writeFolder(out, fill("one"));
    expect(existsSync(gone)).toBe(false);
    expect(existsSync(running)).toBe(true);
  });

  it("writes behind a link to a folder elsewhere", () => {
    const elsewhere = path.join(base, "disk");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, out);
    writeFolder(out, fill("one"));
    expect(readFileSync(path.join(elsewhere, "store", "file"), "utf8")).toBe("one");
    expect(content()).toBe("one");
  });
});
