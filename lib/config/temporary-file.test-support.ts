import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

let folder: string | undefined;

/** A file of this test process, which goes with it; its path ends in that name. */
export function temporaryFile(name: string, content: string): string {
  if (folder === undefined) {
    const made = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-files-"));
    process.once("exit", () => fs.rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const place = path.join(folder, randomUUID());
  fs.mkdirSync(place);
  fs.writeFileSync(path.join(place, name), content);
  return path.join(place, name);
}
