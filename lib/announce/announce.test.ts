import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { currentBanners } from "./current";
import { readBannerFile, writeBannerFile } from "./file";
import type { Banner } from "./schemas";

const folder = mkdtempSync(path.join(tmpdir(), "banner-"));
const file = path.join(folder, "banner.json");
afterAll(() => rmSync(folder, { recursive: true }));
const banner = (change: Partial<Banner> = {}): Banner => ({ id: "a1", text: "Maintenance <b>soon</b>", level: "warning", from: "2026-12-01T08:00:00.000Z", until: "2026-12-01T10:00:00.000Z", ...change });
const at = (iso: string) => Date.parse(iso);
const configure = (name: string | undefined) => {
  Object.assign(process.env, { AIRSHOWER_MODE: "test", PORTAL_URL: "http://127.0.0.1:1", FILES_URL: "http://127.0.0.1:2", OIDC_ISSUER: "http://127.0.0.1:3", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "x", DATABASE_URL: "postgresql://x/y", PORTAL_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz-one", LOG_LEVEL: "silent" });
  if (name === undefined) delete process.env.BANNER_FILE;
  else process.env.BANNER_FILE = name;
  forgetEnvironment();
};
beforeEach(() => {
  rmSync(file, { force: true });
  configure(file);
});

describe("what is announced", () => {
  it("shows from its beginning until just before its end, or until it is taken away", async () => {
    await writeBannerFile(file, [banner(), banner({ id: "b", until: null })]);
    const shown = async (iso: string) => (await currentBanners(at(iso))).map(({ id }) => id);
    expect(await shown("2026-12-01T07:59:59Z")).toEqual([]);
    expect(await shown("2026-12-01T08:00:00Z")).toEqual(["a1", "b"]);
    expect(await shown("2026-12-01T10:00:00Z")).toEqual(["b"]);
  });
  it("is nothing without a file, or with one that is broken", async () => {
    expect(await currentBanners()).toEqual([]);
    configure(undefined);
    expect(await currentBanners()).toEqual([]);
    configure(file);
    for (const text of ["", "{", "{}", '[{"text":"no more"}]']) {
      writeFileSync(file, text);
      expect(await currentBanners()).toEqual([]);
      await expect(readBannerFile(file)).rejects.toThrow("no file of announcements");
    }
  });
});

describe("npm run banner", () => {
  const run = (...args: string[]) => execFileSync(process.execPath, ["--import", "tsx", "scripts/banner.ts", ...args], { env: { ...process.env, BANNER_FILE: file }, stdio: ["ignore", "pipe", "pipe"] }).toString();
  it("announces, lists and takes away", { timeout: 120_000 }, async () => {
    const id = run("--text", "Down for an hour", "--from", "2026-12-01T08:00", "--until", "2026-12-01T09:00", "--warning").split(" ")[0]!;
    expect(await readBannerFile(file)).toEqual([{ id, text: "Down for an hour", level: "warning", from: "2026-12-01T08:00:00.000Z", until: "2026-12-01T09:00:00.000Z" }]);
    expect(run()).toContain("Down for an hour");
    expect(() => run("--text", "x", "--until", "tomorrow")).toThrow("is no time");
    expect(() => run("--remove", "nothing")).toThrow("Nothing with the id");
    expect(run("--remove", id)).toContain("Nothing is announced");
    expect(await readBannerFile(file)).toEqual([]);
  });
});
