import { irfNames } from "@/components/observation/irf-words";
import type { IrfMatch } from "@/lib/catalogue/schemas";
import { formatCount } from "@/lib/units/format";

type Component = IrfMatch["components"][number];

/** What a rule means, in words. Source: the order of rules in the catalogue's IRF matching. */
export const ruleWords: Record<Component["rule"], string> = {
  linked: "linked by the store",
  "event-header": "named by the event header",
  nearest: "nearest by parameters",
};

/** The same in a word, where several stand side by side. */
export const ruleShort: Record<Component["rule"], string> = { linked: "linked", "event-header": "by header", nearest: "nearest" };

export interface MatchSummary {
  readonly complete: number;
  /** Observations that lack something the analysis needs. */
  readonly incomplete: number;
  readonly ambiguous: number;
  readonly disagreeing: number;
  readonly proposed: number;
}

/** Nothing missing that blocks, nothing to choose, nothing to confirm, nothing that disagrees. */
export function isClean(match: IrfMatch): boolean {
  return match.ambiguous.length === 0 && !match.missing.some((one) => one.blocks) && !match.components.some((one) => one.proposed || one.disagreements.length > 0);
}

export function summarise(matches: readonly IrfMatch[]): MatchSummary {
  const count = (test: (match: IrfMatch) => boolean) => matches.filter(test).length;
  return {
    complete: count(isClean),
    incomplete: count((match) => match.missing.some((one) => one.blocks)),
    ambiguous: count((match) => match.ambiguous.length > 0),
    disagreeing: count((match) => match.components.some((one) => one.disagreements.length > 0)),
    proposed: count((match) => match.components.some((one) => one.proposed)),
  };
}

/** The summary as the selection bar says it: `complete`, or what is the matter with how many. */
export function summaryText(summary: MatchSummary): string {
  const parts = [
    [summary.incomplete, "incomplete"],
    [summary.disagreeing, summary.disagreeing === 1 ? "disagrees" : "disagree"],
    [summary.ambiguous, "ambiguous"],
    [summary.proposed, "to confirm"],
  ] as const;
  const troubles = parts.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`);
  return troubles.length === 0 ? "complete" : troubles.join(", ");
}

const distanceWords: Record<keyof NonNullable<Component["distance"]>, [name: string, unit: string]> = {
  cosZenith: ["cos(zenith)", ""],
  azimuthDeg: ["azimuth", "°"],
  muonEfficiency: ["muon efficiency", ""],
  nsb: ["sky background", ""],
};

/** How far off a nearest IRF is: `differs by cos(zenith) 0.08, azimuth 12°`. What is equal goes without saying. */
export function distanceText(distance: Component["distance"]): string | null {
  if (!distance) return null;
  const parts = (Object.keys(distanceWords) as (keyof typeof distanceWords)[]).flatMap((key) => {
    const value = distance[key];
    const [name, unit] = distanceWords[key];
    return value === null || value === 0 ? [] : [`${name} ${Number(value.toPrecision(2))}${unit}`];
  });
  if (Object.values(distance).every((value) => value === null)) return null;
  return parts.length === 0 ? "made for the same conditions" : `differs by ${parts.join(", ")}`;
}

/** All components of a match, those of one rule together: `aeff, edisp linked · psf by header · no bkg`. */
export function patternOf(match: IrfMatch): string {
  const byRule = new Map<string, string[]>();
  for (const { kind, rule, proposed } of match.components) {
    const how = proposed ? `${ruleShort[rule]} (proposal)` : ruleShort[rule];
    byRule.set(how, [...(byRule.get(how) ?? []), kind]);
  }
  return [
    ...[...byRule].map(([how, kinds]) => `${kinds.join(", ")} ${how}`),
    ...match.ambiguous.map(({ kind, candidates }) => `${kind} ${candidates.length} candidates`),
    ...match.missing.map(({ kind, blocks }) => (blocks ? `${kind} missing` : `no ${kind}`)),
  ].join(" · ");
}

/** Clean matches whose components came by the same rules are one line. */
export function groupsOf(matches: readonly IrfMatch[]): { readonly pattern: string; readonly ids: readonly string[] }[] {
  const groups = new Map<string, string[]>();
  for (const match of matches) {
    const pattern = patternOf(match);
    const ids = groups.get(pattern);
    if (ids) ids.push(match.observationId);
    else groups.set(pattern, [match.observationId]);
  }
  return [...groups].map(([pattern, ids]) => ({ pattern, ids }));
}

/** Everything about one observation's IRFs that wants a human eye, a sentence each. */
export function remarksOf(match: IrfMatch, analysis = "this analysis"): string[] {
  return [
    ...match.missing.map(({ kind, blocks }) => `No ${irfNames[kind]} (${kind})${blocks ? `: ${analysis} needs it.` : `; ${analysis} does without.`}`),
    ...match.ambiguous.map(({ kind, candidates }) => `${candidates.length} candidates for the ${irfNames[kind]} (${kind}): ${candidates.map((one) => `${one.hduName} in ${one.productId}`).join("; ")}.`),
    ...match.components.flatMap((one) => one.disagreements.map((text) => `${one.kind}: ${text}`)),
    ...match.components.filter((one) => one.proposed).map((one) => `${one.kind}: ${one.hduName} of ${one.productId} is only a proposal${distanceText(one.distance) ? ` (${distanceText(one.distance)})` : ""}; it is not used unless you add it.`),
  ];
}
