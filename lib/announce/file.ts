import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Banner, bannerFileSchema } from "./schemas";

/** All that stands in the file, also what is over or still to come; none where there is no file. @throws when it can not be read or is no such file. */
export async function readBannerFile(file: string): Promise<Banner[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "[]";
    throw error;
  });
  const found = bannerFileSchema.safeParse(parsed(text));
  if (!found.success) throw new Error(`${file} is no file of announcements: ${found.error.issues[0]?.message}. Write it with npm run banner.`);
  return found.data;
}

/** Replaces the file at once, so that no reader sees half of it. */
export async function writeBannerFile(file: string, banners: readonly Banner[]): Promise<void> {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(4).toString("hex")}`);
  await writeFile(beside, `${JSON.stringify(bannerFileSchema.parse(banners), null, 2)}\n`, { mode: 0o644 });
  await rename(beside, file);
}

export const newBannerId = () => randomBytes(4).toString("hex");

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
