import { type Analysis, analysisWords } from "@/lib/catalogue/analysis";
import type { IrfKind } from "@/lib/catalogue/schemas";

/** HDUCLAS3: whether the IRFs count all events of a direction, or those within a radius around the source. */
export type Containment = "full-enclosure" | "point-like";

export interface Need {
  readonly kind: IrfKind;
  /** Without it the analysis can not be made, or means nothing. */
  readonly blocks: boolean;
}

/** An analysis that is not the product's own, by what its record says that it needs. */
export interface StatedNeeds {
  readonly id: string;
  /** As the subject of a sentence. */
  readonly words: string;
  readonly containments: readonly Containment[];
  readonly kinds: readonly IrfKind[];
}

/** What IRFs are matched and a basket is judged for. */
export type Demand = Analysis | StatedNeeds;

/**
 * What a complete set of IRFs has, and what of it an analysis can not do without. Reflected regions measure the
 * background beside the source and need no bkg. With full-enclosure IRFs a spectrum needs the psf for the part of the
 * events that the chosen radius loses; point-like ones have that in their effective area, and take the radius from
 * rad_max or from RAD_MAX in its header. The shape of a light curve does not hang on that part: without a psf it is not
 * corrected, and says so. Maps need all four, which point-like stores do not have.
 */
export function needsOf(demand: Demand, containment: Containment | null): Need[] {
  if (typeof demand !== "string") return needs(...demand.kinds);
  if (demand === "map") return needs("aeff", "edisp", "psf", "bkg");
  if (containment === "point-like") return [...needs("aeff", "edisp"), { kind: "rad_max", blocks: false }];
  if (demand === "light-curve") return [...needs("aeff", "edisp"), { kind: "psf", blocks: false }, { kind: "bkg", blocks: false }];
  return [...needs("aeff", "edisp", "psf"), { kind: "bkg", blocks: false }];
}

/** The kinds of IRFs that an analysis can use. */
export function containmentsFor(demand: Demand): readonly Containment[] {
  if (typeof demand !== "string") return demand.containments;
  return demand === "map" ? ["full-enclosure"] : ["full-enclosure", "point-like"];
}

/** An analysis as the subject of a sentence: `the spectrum`. */
export function demandWords(demand: Demand): string {
  return typeof demand === "string" ? analysisWords[demand] : demand.words;
}

export function demandId(demand: Demand): string {
  return typeof demand === "string" ? demand : demand.id;
}

function needs(...kinds: IrfKind[]): Need[] {
  return kinds.map((kind) => ({ kind, blocks: true }));
}
