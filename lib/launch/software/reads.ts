import { irfKinds } from "@/lib/catalogue/schemas";
import { containments } from "../services/facts";
import type { Reads } from "./record";

const EVENT_LIST = /^(gamma-ray )?event[- ]lists?$/i;

/**
 * What software needs of a basket, from the texts of CodeMeta's `supportingData`: `event lists`, `full-enclosure IRFs`,
 * `point-like IRFs`, and `aeff`, `edisp`, `psf`, `bkg`, `rad_max` for those without which it does nothing. Case does not matter.
 *
 * @returns null where none of it is said: then nobody knows whether it fits
 */
export function readsOf(texts: readonly string[]): Reads | null {
  const words = texts.map((text) => text.toLowerCase().replace(/\birfs?\b/g, "").trim());
  const reads: Reads = {
    eventLists: words.some((word) => EVENT_LIST.test(word)),
    containments: containments.filter((kind) => words.includes(kind) || words.includes(kind.replace("-", " "))),
    kinds: irfKinds.filter((kind) => words.includes(kind)),
  };
  const isSilent = !reads.eventLists && reads.containments.length === 0 && reads.kinds.length === 0;
  return isSilent ? null : reads;
}
