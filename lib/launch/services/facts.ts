import type { SiteMount } from "@/lib/datalake/mounted";
import type { SoftwareRecord } from "../software/record";

export const containments = ["full-enclosure", "point-like"] as const;
export type Containment = (typeof containments)[number];

export type DataClass = "public" | "embargoed";

/** Software that sessions of a service have. */
export interface Environment {
  readonly id: string;
  readonly title: string;
  readonly software: readonly { readonly name: string; readonly version: string }[];
  /** The kinds of IRFs that its analyses can use. */
  readonly irfs: readonly Containment[];
  /** JupyterHub: what a start is given besides the launch's own options, such as a KubeSpawner profile. */
  readonly options: Readonly<Record<string, string>>;
  /** BinderHub: `provider/spec` of what is built, `gh/gammapy/binder/v1.3`. */
  readonly repository: string | null;
  /** The highest class of data that it may hold: never above its service's. */
  readonly dataClass: DataClass;
  /** The entry of the catalogue that it comes from; null where operators wrote it down. */
  readonly record: SoftwareRecord | null;
}

/** What of the catalogue a service takes on: its operators' word, without which nothing of it is offered there. */
export interface SoftwareRule {
  /** A repository or an image; with `*` at its end all that begin so. */
  readonly pattern: string;
  readonly dataClass: DataClass;
  /** The kinds of IRFs that such software can use where its record does not say; empty: it is not offered then. */
  readonly irfs: readonly Containment[];
  /** JupyterHub: the option of a start that names the image. */
  readonly option: string | null;
}

/** How large a server is. What is not known is null. */
export interface ServerSize {
  readonly id: string;
  readonly title: string;
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  readonly options: Readonly<Record<string, string>>;
}

/** What a service takes on; null for no limit of its own. */
export interface ServiceLimits {
  /** The largest basket that may be staged there, bytes. */
  readonly basketBytes: number | null;
  readonly launchesPerPerson: number | null;
  /** Of all people together; launches above it wait in line. */
  readonly launchesAtOnce: number | null;
  readonly runHours: number | null;
  /** After so long without anything done in it a notebook is stopped. */
  readonly idleMinutes: number | null;
}

/** A storage site of the data lake that a service's sessions have mounted, read-only. */
export interface MountedSite extends SiteMount {
  /**
   * Whose data may be brought there: `public` where everybody who has a session, or reads the site by other ways, reads all
   * that lies there; `embargoed` only where each person sees there what is theirs to read.
   */
  readonly dataClass: "public" | "embargoed";
  /** How long a launch waits for its data before it begins without, min. */
  readonly waitMinutes: number;
  /** How long files that are on tape only usually take to come, as its operators say, min; null where nobody knows. */
  readonly tapeWaitMinutes: number | null;
}

/** What the portal knows of a notebook service before it asks it anything: its configuration. */
export interface ServiceFacts {
  readonly id: string;
  readonly title: string;
  /** The highest class of data that it may hold. A service open to all holds public data only. */
  readonly dataClass: DataClass;
  readonly mayInstall: boolean;
  readonly storageSites: readonly MountedSite[];
  /** Up to this size a notebook opens with its data staged, bytes; 0 where its first cell stages them. */
  readonly stageBeforeOpenBytes: number;
  readonly limits: ServiceLimits;
  /** Those that operators wrote down. `environmentsAt` has those of the catalogue too. */
  readonly environments: readonly Environment[];
  readonly softwareRules: readonly SoftwareRule[];
  /** Sizes to choose from; empty where there is one. */
  readonly sizes: readonly ServerSize[];
}

export const noLimits: ServiceLimits = { basketBytes: null, launchesPerPerson: null, launchesAtOnce: null, runHours: null, idleMinutes: null };
