/** By what a canary is hidden: one for each way in which the embargo can hide an observation from everybody. */
export const canaryKinds = ["by-date", "no-date", "override", "hold", "no-project", "denied", "grant-ended"] as const;
export type CanaryKind = (typeof canaryKinds)[number];

/** The collection that holds them. Nobody is in its group, nobody manages it: it has neither. */
export const CANARY_COLLECTION = "airshower-canaries";
/** Stands for 'somebody signed in' where no account is configured to look for them. */
export const NOBODY = "airshower-canary";

export interface Canary {
  readonly kind: CanaryKind;
  readonly obsId: number;
  /** null: it has no project. */
  readonly project: string | null;
  readonly target: string;
}

export const canaries: readonly Canary[] = canaryKinds.map((kind, i) => ({
  kind,
  obsId: 900_001 + i,
  project: kind === "no-project" ? null : `CANARY-${kind.toUpperCase()}`,
  target: `Canary-${kind}`,
}));

/** As the files process would serve it, if it did. */
export function canaryFile({ obsId }: Canary): string {
  return `/files/${CANARY_COLLECTION}/r1/data/canary_${obsId}.fits`;
}
