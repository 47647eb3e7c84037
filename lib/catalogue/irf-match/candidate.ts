import type { IrfKind } from "@/lib/catalogue/schemas";
import type { AnalysisKeywords } from "@/lib/gadf/event-header";
import type { IrfMetadata } from "@/lib/gadf/irf";

/** What an observation's IRFs must fit. Angles in degrees, times MJD UTC; null where nothing says it. */
export interface MatchObservation {
  /** Serial key; never shown. */
  readonly key: string;
  /** Public id. */
  readonly id: string;
  readonly collection: string;
  readonly obsId: string;
  readonly zenithDeg: number | null;
  readonly azDeg: number | null;
  readonly muonEfficiency: number | null;
  readonly nsbLevel: number | null;
  readonly startMjd: number;
  readonly endMjd: number;
  readonly instrument: string | null;
  readonly facility: string | null;
  readonly simulated: boolean;
  /** What the event header says of its analysis. */
  readonly analysis: Partial<AnalysisKeywords>;
}

/** An IRF that the viewer may know of, in the current release of its file. */
export interface IrfCandidate {
  readonly productId: string;
  readonly collection: string;
  /** Path of the file in its store. */
  readonly path: string;
  /** One observation's own file, a file of IRFs for several, or one that holds events too and is linked by several. */
  readonly sharing: "single" | "shared-irf" | "combined";
  /** The OBS_ID whose events the file holds, where those are not of the observation that links it. */
  readonly eventsOf: string | null;
  readonly kind: IrfKind;
  readonly hduName: string;
  readonly hduClass: string | null;
  /** What its header says. */
  readonly irf: Partial<IrfMetadata>;
  /** An observation to which its store links it. */
  readonly linkedTo: MatchObservation;
}

/** What a set of IRFs is for: of its header, else, when it is one observation's own, of that observation. */
export interface IrfConditions {
  readonly zenithDeg: number | null;
  readonly azDeg: number | null;
  readonly muonEfficiency: number | null;
  readonly nsbLevel: number | null;
}

export function conditionsOf({ irf, sharing, eventsOf, linkedTo }: IrfCandidate): IrfConditions {
  const own = sharing === "single" && eventsOf === null ? linkedTo : null;
  return {
    zenithDeg: irf.zenithDeg ?? own?.zenithDeg ?? null,
    azDeg: irf.azDeg ?? own?.azDeg ?? null,
    muonEfficiency: irf.muonEfficiency ?? own?.muonEfficiency ?? null,
    nsbLevel: irf.nsbLevel ?? own?.nsbLevel ?? null,
  };
}

/** The parts of an analysis within which an IRF may stand in for another. */
export const analysisParts = ["arrayLayout", "chain", "chainVersion", "cuts", "eventType"] as const satisfies readonly (keyof AnalysisKeywords)[];

/** What made the IRF: by its own header, else by the event header of the observation that links it. */
export function analysisOf({ irf, linkedTo }: IrfCandidate, part: (typeof analysisParts)[number]): string | null {
  return irf.analysis?.[part] ?? linkedTo.analysis[part] ?? null;
}

/** `4,1,2` and `1 2 4` are one array. */
export function arrayKey(layout: string | null): string | null {
  return layout === null ? null : layout.toUpperCase().split(/[^A-Z0-9]+/).filter(Boolean).sort().join(",");
}
