import { targetKey } from "./target-key";

/** What the one search box can mean. A number is an observation's, and may be the beginning of a name (47 Tucanae). */
export interface SearchText {
  readonly obsId: string | null;
  readonly collection: string | null;
  readonly targetPrefix: string | null;
}

const publicId = /^([a-z0-9][a-z0-9._-]{0,62}):(\d{1,18})$/;
const numbered = /^(?:(?:run|obs|observation|obs[ _]?id)\s*#?\s*|#\s*)(\d{1,18})$/i;
const bareNumber = /^\d{1,18}$/;

/** Reads `crab`, `23523`, `run 23523` or `hess-dl3-dr1:23523`. */
export function parseSearchText(text: string): SearchText {
  const trimmed = text.trim();
  const id = publicId.exec(trimmed);
  if (id) return { collection: id[1]!, obsId: id[2]!, targetPrefix: null };
  const number = numbered.exec(trimmed);
  if (number) return { collection: null, obsId: number[1]!, targetPrefix: null };
  const key = targetKey(trimmed);
  return { collection: null, obsId: bareNumber.test(trimmed) ? trimmed : null, targetPrefix: key === "" ? null : key };
}
