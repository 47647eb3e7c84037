import { UntilRefused } from "./errors";
import type { NotebookService } from "./services/service";

/** As long as the staging token of a launch without an end. */
const LONGEST_DAYS = 30;
const HOUR_MS = 3_600_000;

/**
 * When a launch ends that begins, or is prolonged, now: as asked for, within what its service allows. Without a wish it
 * ends after the service's longest time; null where there is none.
 *
 * @throws UntilRefused
 */
export function endOf({ facts: { title, limits } }: NotebookService, asked: string | null | undefined): Date | null {
  const longestMs = (limits.runHours ?? LONGEST_DAYS * 24) * HOUR_MS;
  if (asked === null || asked === undefined) return limits.runHours === null ? null : new Date(Date.now() + longestMs);
  const at = new Date(asked);
  const inMs = at.getTime() - Date.now();
  if (!(inMs > 0 && inMs <= longestMs)) throw new UntilRefused(limits.runHours === null ? `${LONGEST_DAYS} days` : `${limits.runHours} hours (the limit of ${title})`);
  return at;
}
