import fs from "node:fs";
import path from "node:path";

/** A copy of a store that a test may change: the real data's files and folders are read-only. */
export function copyWritable(from: string, to: string): void {
  fs.mkdirSync(to, { recursive: true });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copyWritable(source, target);
    else fs.writeFileSync(target, fs.readFileSync(source));
  }
}
