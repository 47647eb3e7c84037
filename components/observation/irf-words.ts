import type { IrfKind } from "@/lib/catalogue/schemas";

/** Names of the IRF kinds for people who do not spell GADF. */
export const irfNames: Record<IrfKind, string> = {
  aeff: "effective area",
  edisp: "energy dispersion",
  psf: "point spread function",
  bkg: "background",
  rad_max: "RAD_MAX",
};

const spectrumNeeds: readonly IrfKind[] = ["aeff", "edisp"];
const fullEnclosure: readonly IrfKind[] = ["aeff", "edisp", "psf", "bkg"];

/**
 * What the store links, in a word or two: `full` is the set of a full-enclosure analysis as gammapy asks for it,
 * `point-like` the one with RAD_MAX. The IRF match decides; this only says what to expect.
 */
export function linkedIrfs(kinds: readonly IrfKind[]): { readonly text: string; readonly complete: boolean } {
  const has = (kind: IrfKind) => kinds.includes(kind);
  if (fullEnclosure.every(has)) return { text: "full", complete: true };
  if (has("rad_max") && spectrumNeeds.every(has)) return { text: "point-like", complete: true };
  if (kinds.length === 0) return { text: "none", complete: false };
  return { text: `no ${fullEnclosure.filter((kind) => !has(kind)).join(", ")}`, complete: false };
}
