import { chordSquared, chordSquaredOf, directionOf, separationDeg, unitVector, type UnitVector } from "@/lib/looks/sphere";
import { liMa } from "./li-ma";
import { offRegions } from "./off-regions";
import type { NoThetaSquared, SkyPosition, ThetaSquaredResult } from "./schema";

/** Beyond this nobody looks for a point source. */
const MOST_DEG2 = 0.3;
/** The cut falls on an edge: so many bins lie within it. */
const BINS_IN_CUT = 2;
const MOST_BINS = 60;

/** Counts events by their squared distance from a position and from its reflections about the pointing. */
export class ThetaSquared {
  readonly #on: UnitVector;
  readonly #offs: readonly { readonly centre: UnitVector; readonly clearDeg2: number }[];
  readonly #binDeg2: number;
  readonly #onBins: number[];
  readonly #offBins: number[];
  readonly #cut: number;
  readonly #mostChord: number;
  #onCount = 0;
  #offCount = 0;

  private constructor(readonly position: SkyPosition, readonly pointing: SkyPosition, readonly radiusDeg: number, readonly offsetDeg: number, offs: readonly UnitVector[]) {
    this.#on = unitVector(position.raDeg, position.decDeg);
    this.#offs = offs.map((centre) => ({ centre, clearDeg2: (separationDeg(centre, this.#on) - radiusDeg) ** 2 }));
    this.#binDeg2 = Math.max(radiusDeg ** 2 / BINS_IN_CUT, MOST_DEG2 / MOST_BINS / 4);
    const clear = Math.max(...this.#offs.map(({ clearDeg2 }) => clearDeg2));
    const bins = Math.max(BINS_IN_CUT, Math.min(MOST_BINS, Math.floor(Math.min(MOST_DEG2, clear) / this.#binDeg2 + 1e-9)));
    this.#onBins = new Array<number>(bins).fill(0);
    this.#offBins = new Array<number>(bins).fill(0);
    this.#cut = chordSquaredOf(radiusDeg);
    this.#mostChord = chordSquaredOf(Math.sqrt(bins * this.#binDeg2));
  }

  /** Or the reason why the field holds no background for such a region. */
  static make(position: SkyPosition, pointing: SkyPosition, radiusDeg: number): ThetaSquared | NoThetaSquared {
    const [on, middle] = [unitVector(position.raDeg, position.decDeg), unitVector(pointing.raDeg, pointing.decDeg)];
    const offsetDeg = separationDeg(on, middle);
    if (offsetDeg <= radiusDeg) {
      return { reason: `The position lies ${offsetDeg.toFixed(2)} degrees from the pointing, within the radius of ${radiusDeg} degrees: reflected about the pointing it would overlap itself, so that there is no background to compare with.` };
    }
    const offs = offRegions(on, middle, radiusDeg);
    if (offs.length === 0) return { reason: `No second region of radius ${radiusDeg} degrees fits around the pointing at an offset of ${offsetDeg.toFixed(2)} degrees: choose a smaller radius.` };
    return new ThetaSquared(position, pointing, radiusDeg, offsetDeg, offs);
  }

  add(raDeg: number, decDeg: number): void {
    const event = unitVector(raDeg, decDeg);
    const onChord = chordSquared(event, this.#on);
    if (onChord < this.#cut) this.#onCount++;
    if (onChord < this.#mostChord) this.#count(this.#onBins, onChord);
    for (const { centre, clearDeg2 } of this.#offs) {
      const chord = chordSquared(event, centre);
      if (chord < this.#cut) this.#offCount++;
      if (chord < this.#mostChord) this.#count(this.#offBins, chord, clearDeg2);
    }
  }

  result(): ThetaSquaredResult {
    const alpha = 1 / this.#offs.length;
    return {
      position: this.position,
      pointing: this.pointing,
      radiusDeg: this.radiusDeg,
      offsetDeg: this.offsetDeg,
      on: this.#onCount,
      off: this.#offCount,
      offCentres: this.#offs.map(({ centre }) => directionOf(centre)),
      alpha,
      excess: this.#onCount - alpha * this.#offCount,
      significance: liMa(this.#onCount, this.#offCount, alpha),
      bins: this.#onBins.map((on, bin) => ({ on, off: this.#offBins[bin]!, regions: this.#offs.filter(({ clearDeg2 }) => this.#isClear(bin, clearDeg2)).length })),
      binDeg2: this.#binDeg2,
    };
  }

  #count(bins: number[], chord: number, clearDeg2 = Infinity): void {
    const theta = (2 * Math.asin(Math.sqrt(chord) / 2) * 180) / Math.PI;
    const bin = Math.floor(theta ** 2 / this.#binDeg2);
    if (bin < bins.length && this.#isClear(bin, clearDeg2)) bins[bin]!++;
  }

  /** Within the cut all centres count: regions do not touch. */
  #isClear(bin: number, clearDeg2: number): boolean {
    return bin < BINS_IN_CUT || (bin + 1) * this.#binDeg2 <= clearDeg2 + 1e-12;
  }
}
