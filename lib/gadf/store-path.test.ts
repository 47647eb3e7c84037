import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { resolveStorePath } from "@/lib/gadf/store-path";

const folder = mkdtempSync(path.join(tmpdir(), "store-path-"));
const root = path.join(folder, "store");
mkdirSync(path.join(root, "index/gps"), { recursive: true });
mkdirSync(path.join(root, "data"));
mkdirSync(path.join(folder, "store-2"));
writeFileSync(path.join(root, "data/a.fits"), "12345");
writeFileSync(path.join(root, "data/b.fits.gz"), "123");
writeFileSync(path.join(folder, "secret.fits"), "secret");
writeFileSync(path.join(folder, "store-2/secret.fits"), "secret");
symlinkSync("a.fits", path.join(root, "data/inside.fits"));
symlinkSync(path.join(folder, "secret.fits"), path.join(root, "data/outside.fits"));
symlinkSync(folder, path.join(root, "data/up"));
afterAll(() => rmSync(folder, { recursive: true }));

const resolve = (fileDir: string, fileName: string, baseDir: string | null = null) => resolveStorePath(root, "index/gps", baseDir, fileDir, fileName);

describe("resolveStorePath", () => {
  it("lets a path climb inside the store", async () => {
    expect(await resolve("../../data", "a.fits")).toEqual({ storePath: "data/a.fits", absolutePath: path.join(root, "data/a.fits"), sizeBytes: 5 });
    expect((await resolve("data", "a.fits", "../..")).storePath).toBe("data/a.fits");
    expect((await resolve(path.join(root, "data"), "a.fits")).storePath).toBe("data/a.fits");
  });

  it("follows links that stay inside, and finds what is only there gzipped", async () => {
    expect((await resolve("../../data", "inside.fits")).sizeBytes).toBe(5);
    expect(await resolve("../../data", "b.fits")).toMatchObject({ storePath: "data/b.fits.gz", sizeBytes: 3 });
  });

  it("says when a file is missing, or is a folder", async () => {
    expect(await resolve("../../data", "c.fits")).toMatchObject({ storePath: "data/c.fits", sizeBytes: null });
    expect((await resolve("../..", "data")).sizeBytes).toBeNull();
  });

  it.each([
    ["climbs out", "../../..", "secret.fits"],
    ["climbs out to a neighbour of like name", "../../../store-2", "secret.fits"],
    ["is absolute elsewhere", "/etc", "passwd"],
    ["climbs in its file name", "../../data", "../../secret.fits"],
    ["is the store itself", "../..", "."],
  ])("refuses a path that %s", async (_, fileDir, fileName) => {
    await expect(resolve(fileDir, fileName)).rejects.toMatchObject({ name: "StorePathEscapes", message: expect.stringContaining(`'${fileDir}/${fileName}' leads out of the store`) });
  });

  it.each([["outside.fits"], ["up/secret.fits"]])("refuses the symbolic link %s", async (name) => {
    await expect(resolve("../../data", name)).rejects.toMatchObject({ name: "StorePathEscapes", message: expect.stringContaining("symbolic link") });
  });

  it("refuses a NUL in a name", async () => {
    await expect(resolve("../../data", "a.fits\0.txt")).rejects.toMatchObject({ name: "GadfBadValue" });
  });
});
