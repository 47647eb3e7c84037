import type { SkyPosition } from "@/lib/units/angle";
import type { PsfTable } from "@/scripts/simulate/irf-tables";
import type { PowerLaw } from "@/scripts/simulate/signal";

/** A point source as it is in one observation; a variable source has another spectrum in each. */
export type PointSource = { name: string; direction: SkyPosition; spectrum: PowerLaw };

/** GADF 0.3: 0 best, 1 fit for detection, 2 usually not to be used. */
export type Quality = 0 | 1 | 2;

/** One observation as it is asked for, before any random number is drawn. */
export type ObservationPlan = {
  obsId: number;
  object: string;
  objectDirection: SkyPosition;
  pointing: SkyPosition;
  /** What the pointing was for, e.g. `wobble +0.5 deg in declination`; goes into the log. */
  pointingNote: string;
  /** UTC, MJD: when the pointing stands at `zenithDeg`. */
  midMjd: number;
  zenithDeg: number;
  azimuthDeg: number;
  durationSec: number;
  /** How often clouds interrupt the good time. */
  gaps: number;
  quality: Quality;
  /** Empty, or what an analyst must know; in the index and in the log. */
  note: string;
  /** False where the background model is left out of the file, as happens with real releases. */
  withBackgroundModel: boolean;
  sources: readonly PointSource[];
};

/** When something may be seen: a date, or a number of months after an event. */
export type ReleaseClock = string | { from: "observation" | "delivery" | "last-observation"; months: number };

/** One observing project and the GADF store that it is delivered in. */
export type ProjectPlan = {
  code: string;
  title: string;
  pi: string;
  group: string;
  /** Folder of the store. */
  store: string;
  psf: PsfTable["kind"];
  /** Whether event files are packed with gzip. */
  gzip: boolean;
  /** In each event file, or once for all pointings at this zenith and azimuth. */
  irfs: "per observation" | { zenithDeg: number; azimuthDeg: number };
  metaRelease: ReleaseClock;
  dataRelease: ReleaseClock;
  /** Observations that open at another time than their project. */
  overrides: ReadonlyMap<number, { metaReleaseAt: string; dataReleaseAt: string }>;
  observations: readonly ObservationPlan[];
};

/** Far enough to mean 'not before somebody sets a date'. */
export const farFuture = "2999-01-01T00:00:00Z";
export const usualDurationSec = 28 * 60;
