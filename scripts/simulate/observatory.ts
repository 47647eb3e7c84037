import type { SkyPosition } from "@/lib/units/angle";
import { mjdToIso, nightFromDate, secondsBetween, utcMjd, type TimeReference } from "@/lib/units/time";
import { horizontal, momentAtZenith, type Site } from "@/scripts/simulate/horizon";

/** The simulated array: four 12 m telescopes at the site of the northern CTA array. */
export const observatory = {
  telescope: "SIM-IACT",
  instrument: "SIM-IACT-4",
  telescopeIds: [1, 2, 3, 4],
  origin: "Airshower simulation",
  creator: "Airshower simulate 1.0",
  analysis: { chain: "airshower-simulate", version: "1.0" },
  calibrationDatabase: "r1",
  eventClass: "std",
  site: { name: "La Palma", lonDeg: -17.89, latDeg: 28.7619, heightM: 2200 } satisfies Site,
} as const;

/** Reference of all times written: J2000.0 in TT. */
export const timeReference: TimeReference = { mjdInteger: 51544, mjdFraction: 0.5, scale: "TT" };
const secPerDay = 86400;

/** Seconds since the reference, of a moment in UTC. */
export function missionSec(moment: number): number {
  const day = Math.floor(moment);
  return secondsBetween(timeReference, { mjdInteger: day, mjdFraction: moment - day, scale: "UTC" });
}

/** Date and time in TT, as DATE-OBS and TIME-OBS hold them: `2023-12-11`, `01:02:03.000`. */
export function ttDateTime(missionTimeSec: number): { date: string; time: string } {
  const ttMjd = timeReference.mjdInteger + timeReference.mjdFraction + missionTimeSec / secPerDay;
  const [date = "", time = ""] = mjdToIso(ttMjd).replace("Z", "").split("T");
  return { date, time };
}

/** The same moment in UTC, `2023-12-11T01:00:53.816Z`. */
export function utcIso(missionTimeSec: number): string {
  return mjdToIso(utcMjd(missionTimeSec, timeReference));
}

/** MJD (UTC) of the midnight in the night that begins on the evening of `date` (`2023-12-10`). */
function midnightMjd(date: string): number {
  return nightFromDate(date) + 1;
}

/** Middle of an observation of `pointing` in the night of `date`, and where the telescopes look then. */
export function schedule(pointing: SkyPosition, zenithDeg: number, side: "rising" | "setting", date: string) {
  const midMjd = momentAtZenith(pointing, zenithDeg, side, midnightMjd(date), observatory.site);
  const { altDeg, azDeg } = horizontal(pointing, midMjd, observatory.site);
  return { midMjd, zenithDeg: rounded(90 - altDeg), azimuthDeg: rounded(azDeg) };
}

/** To 0.0001 degree, so that the zenith angle that was wished is the one that is written. */
function rounded(deg: number): number {
  return Number(deg.toFixed(4));
}
