/** A clock as a draft has it: a date by its distance from now, or months after a start. */
export type DraftClock = { readonly at: number | null } | { readonly months: number; readonly after: "observation" | "delivery" | "last-observation" };

/** What a grant, hold or denial is about, by numbers that stand for the n-th thing there is, counted round. */
export interface DraftScope {
  readonly on: "collection" | "project" | "selection";
  readonly which: number;
  readonly members: readonly number[];
}

/**
 * A world before it has a date: moments are milliseconds from now, names are numbers counted round the lists that they
 * point into. So each shrinks by itself, and every draft makes a world.
 */
export interface Draft {
  readonly collections: readonly { readonly group: number | null; readonly managers: readonly number[]; readonly sharedIrfsPublic: boolean }[];
  readonly projects: readonly { readonly group: number; readonly pi: number; readonly deputies: readonly number[]; readonly meta: DraftClock; readonly data: DraftClock }[];
  readonly joint: readonly (readonly [number, number])[];
  readonly observations: readonly {
    readonly collection: number;
    readonly project: number | null;
    readonly ended: number;
    readonly delivered: number;
    readonly metaOverride: number | null | undefined;
    readonly dataOverride: number | null | undefined;
    readonly target: number;
    readonly instrument: number;
  }[];
  readonly files: readonly { readonly sharing: "single" | "shared-irf" | "combined" | "store"; readonly role: number; readonly of: readonly number[]; readonly releases: number }[];
  readonly grants: readonly (DraftScope & {
    readonly toGroup: boolean;
    readonly to: number;
    readonly rights: "discover" | "read";
    readonly roles: readonly number[] | null;
    readonly from: number;
    readonly lasts: number | null;
    readonly revoked: boolean;
  })[];
  readonly holds: readonly (DraftScope & { readonly closes: "read" | "discover"; readonly lifted: boolean })[];
  readonly denials: readonly (DraftScope & { readonly who: number; readonly lifted: boolean })[];
  /** Groups of each person. */
  readonly groups: readonly (readonly number[])[];
  /** Who asks: a person, or one more for anonymous. */
  readonly asks: number;
  /** How the world came to be: in which order it was written, and whether by way of another one. */
  readonly history: { readonly rightsFirst: boolean; readonly detour: boolean };
}
