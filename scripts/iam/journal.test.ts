import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { JournalAdapter } from "./adapter";
import { Journal } from "./journal";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "airshower-journal-"));
  file = path.join(folder, "state.jsonl");
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

describe("the journal", () => {
  it("has everything again when it was never closed", () => {
    const journal = new Journal(file);
    journal.put("Grant:a", { n: 1 });
    journal.put("Grant:a", { n: 2 });
    journal.patch("Grant:a", { consumed: 3 });
    journal.put("Grant:b", { n: 4 });
    journal.remove("Grant:b");
    const again = new Journal(file);
    expect(again.get("Grant:a")).toEqual({ n: 2, consumed: 3 });
    expect(again.get("Grant:b")).toBeUndefined();
  });

  it("ignores a line that a killed process left half written, and goes on behind it", () => {
    new Journal(file).put("Grant:a", { n: 1 });
    appendFileSync(file, '{"key":"Grant:b","payl');
    const again = new Journal(file);
    again.put("Grant:c", { n: 3 });
    expect(new Journal(file).get("Grant:a")).toEqual({ n: 1 });
    expect(new Journal(file).get("Grant:c")).toEqual({ n: 3 });
  });

  it("forgets what has expired", () => {
    vi.useFakeTimers();
    const journal = new Journal(file);
    journal.put("AccessToken:a", { n: 1 }, 60);
    vi.advanceTimersByTime(59_000);
    expect(journal.get("AccessToken:a")).toEqual({ n: 1 });
    vi.advanceTimersByTime(2000);
    expect(journal.get("AccessToken:a")).toBeUndefined();
    expect(new Journal(file).get("AccessToken:a")).toBeUndefined();
    expect(readFileSync(file, "utf8")).toBe("");
  });

  it("writes itself anew instead of growing for ever, readable by its owner only", () => {
    writeFileSync(file, "", { mode: 0o644 });
    const journal = new Journal(file);
    for (let n = 0; n < 5000; n += 1) journal.put("Session:a", { n });
    expect(readFileSync(file, "utf8").split("\n").length).toBeLessThan(2500);
    expect(new Journal(file).get("Session:a")).toEqual({ n: 4999 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe("its adapter", () => {
  it("finds sessions by uid and revokes by grant, each kind for itself", async () => {
    const journal = new Journal(file);
    const sessions = new JournalAdapter("Session", journal);
    const tokens = new JournalAdapter("AccessToken", journal);
    const refresh = new JournalAdapter("RefreshToken", journal);
    await sessions.upsert("s", { uid: "u" }, 60);
    await tokens.upsert("t", { grantId: "g" }, 60);
    await refresh.upsert("r", { grantId: "g" }, 60);
    expect(await sessions.findByUid("u")).toEqual({ uid: "u" });
    expect(await tokens.findByUid("u")).toBeUndefined();
    await tokens.revokeByGrantId("g");
    expect(await tokens.find("t")).toBeUndefined();
    expect(await refresh.find("r")).toEqual({ grantId: "g" });
    await refresh.consume("r");
    expect(await refresh.find("r")).toHaveProperty("consumed");
  });
});
