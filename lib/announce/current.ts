import { environment } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { readBannerFile } from "./file";
import type { Banner } from "./schemas";

/**
 * What is announced now. It comes from a file and not from the database: it has to show just when that is away. A file
 * that can not be read announces nothing and is told to operators: pages must not fail for it.
 */
export async function currentBanners(nowMs = Date.now()): Promise<Banner[]> {
  const { BANNER_FILE } = environment();
  if (!BANNER_FILE) return [];
  try {
    return (await readBannerFile(BANNER_FILE)).filter(({ from, until }) => Date.parse(from) <= nowMs && (until === null || nowMs < Date.parse(until)));
  } catch (error) {
    log.error({ err: error }, "the file of announcements can not be read");
    return [];
  }
}
