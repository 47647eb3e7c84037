/** Milliseconds since 1970, UTC. */
export type Time = number;

/** Who asks, as the IAM tells it; anonymous has neither sub nor groups. */
export interface Person {
  readonly sub: string | null;
  readonly username: string;
  readonly groups: readonly string[];
}

export interface Collection {
  readonly name: string;
  readonly group: string | null;
  /** Groups whose members manage it. */
  readonly managers: readonly string[];
  readonly sharedIrfsPublic: boolean;
}

/** A fixed date (null: none is set), or calendar months after a start. */
export type Clock = { readonly date: Time | null } | { readonly months: number; readonly after: "observation" | "delivery" | "last-observation" };

export interface Project {
  readonly code: string;
  readonly group: string;
  /** Account name of its PI. */
  readonly pi: string;
  /** Subjects whom the PI named. */
  readonly deputies: readonly string[];
  readonly meta: Clock;
  readonly data: Clock;
}

export interface Observation {
  /** `collection:obsId` */
  readonly id: string;
  readonly collection: string;
  readonly project: string | null;
  /** When it ended. */
  readonly endedAt: Time;
  readonly deliveredAt: Time;
  /** Undefined: the project's clock; null: closed until somebody sets a date. */
  readonly metaOverride?: Time | null;
  readonly dataOverride?: Time | null;
  readonly target: string;
  readonly instrument: string;
}

export type Sharing = "single" | "shared-irf" | "combined" | "store";

export interface Product {
  /** Path in its collection's store. */
  readonly name: string;
  readonly collection: string;
  readonly sharing: Sharing;
  readonly role: string;
  /** Ids: one of a single product, none of a store-wide one. */
  readonly of: readonly string[];
  /** How many releases it had; the last is the current one. */
  readonly releases: number;
}

/** What a grant, hold or denial is about: one of the three. */
export interface Scope {
  readonly collection?: string;
  readonly project?: string;
  /** Ids of chosen observations. */
  readonly observations?: readonly string[];
}

export interface Grant extends Scope {
  readonly to: { readonly person: string } | { readonly group: string };
  readonly rights: "discover" | "read";
  /** Null: all products. */
  readonly roles: readonly string[] | null;
  readonly from: Time;
  readonly until: Time | null;
  readonly revoked: boolean;
}

export interface Hold extends Scope {
  readonly closes: "read" | "discover";
  readonly lifted: boolean;
}

export interface Denial extends Scope {
  readonly sub: string;
  readonly lifted: boolean;
}

/** All that decides who may see what at one moment, in memory: the oracle reads it, `writeWorld` makes it in PostgreSQL. */
export interface World {
  readonly now: Time;
  readonly collections: readonly Collection[];
  readonly projects: readonly Project[];
  /** Pairs of codes under which one project was awarded. */
  readonly joint: readonly (readonly [string, string])[];
  readonly observations: readonly Observation[];
  readonly products: readonly Product[];
  readonly grants: readonly Grant[];
  readonly holds: readonly Hold[];
  readonly denials: readonly Denial[];
  readonly people: readonly Person[];
}
