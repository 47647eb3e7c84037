import type { FitsCard } from "@/lib/fits/write";
import type { Observation } from "@/scripts/simulate/observation";
import { observatory, timeReference, ttDateTime } from "@/scripts/simulate/observatory";
import { toGalactic } from "@/lib/units/galactic";

const daySec = 86400;

/** GADF's declaration of what an HDU is: HDUCLAS1 to HDUCLAS4. */
export function classCards(...classes: string[]): FitsCard[] {
  return [
    { keyword: "HDUCLASS", value: "GADF" },
    { keyword: "HDUDOC", value: "https://github.com/open-gamma-ray-astro/gamma-astro-data-formats" },
    { keyword: "HDUVERS", value: "0.3" },
    ...classes.map((value, i) => ({ keyword: `HDUCLAS${i + 1}`, value })),
  ];
}

/** Who made the file, and that nobody observed what is in it. */
export function originCards(): FitsCard[] {
  return [
    { keyword: "TELESCOP", value: observatory.telescope },
    { keyword: "INSTRUME", value: observatory.instrument },
    { keyword: "ORIGIN", value: observatory.origin },
    { keyword: "CREATOR", value: observatory.creator },
    { keyword: "SOFTWARE", value: observatory.analysis.chain, comment: "analysis chain" },
    { keyword: "ANA_VER", value: observatory.analysis.version, comment: "version of the analysis chain" },
    { keyword: "SIMULATE", value: true, comment: "simulated data: no telescope took them" },
  ];
}

/** Zero and scale of all times. Source: GADF 0.3, time formats. */
export function timeCards(): FitsCard[] {
  return [
    { keyword: "MJDREFI", value: timeReference.mjdInteger, comment: "[d] time reference, integer part" },
    { keyword: "MJDREFF", value: timeReference.mjdFraction, float: true, comment: "[d] time reference, fraction" },
    { keyword: "TIMEUNIT", value: "s" },
    { keyword: "TIMESYS", value: timeReference.scale, comment: "terrestrial time" },
    { keyword: "TIMEREF", value: "LOCAL" },
  ];
}

export function siteCards(): FitsCard[] {
  const { site } = observatory;
  return [
    { keyword: "GEOLON", value: site.lonDeg, float: true, comment: "[deg] east longitude of the observatory" },
    { keyword: "GEOLAT", value: site.latDeg, float: true, comment: "[deg] latitude of the observatory" },
    { keyword: "ALTITUDE", value: site.heightM, float: true, comment: "[m] height of the observatory" },
  ];
}

/** Start, stop and duration of an observation. DATE-OBS and its kin are in TIMESYS, as GADF 0.3 asks. */
export function durationCards(observation: Observation): FitsCard[] {
  const { startSec, stopSec, ontimeSec, livetimeSec, deadtimeFactor } = observation;
  const [start, stop] = [ttDateTime(startSec), ttDateTime(stopSec)];
  return [
    { keyword: "TSTART", value: startSec, float: true, comment: "[s] start" },
    { keyword: "TSTOP", value: stopSec, float: true, comment: "[s] end" },
    { keyword: "TELAPSE", value: stopSec - startSec, float: true, comment: "[s] TSTOP - TSTART" },
    { keyword: "ONTIME", value: ontimeSec, float: true, comment: "[s] sum of the good time intervals" },
    { keyword: "LIVETIME", value: livetimeSec, float: true, comment: "[s] ONTIME x DEADC" },
    { keyword: "DEADC", value: deadtimeFactor, comment: "dead time correction" },
    { keyword: "DATE-OBS", value: start.date, comment: "start, in TIMESYS" },
    { keyword: "TIME-OBS", value: start.time },
    { keyword: "DATE-END", value: stop.date },
    { keyword: "TIME-END", value: stop.time },
    { keyword: "DATE", value: madeAt(observation), comment: "creation of the file" },
  ];
}

/** When the file counts as made: a week after the observation, so that the same seed gives the same bytes. */
function madeAt({ stopSec }: Observation): string {
  return `${ttDateTime(stopSec + 7 * daySec).date}T12:00:00`;
}

export function pointingCards({ plan }: Observation): FitsCard[] {
  const { lonDeg, latDeg } = toGalactic(plan.pointing);
  return [
    { keyword: "OBS_MODE", value: "POINTING" },
    { keyword: "OBJECT", value: plan.object },
    { keyword: "RA_OBJ", value: plan.objectDirection.raDeg, comment: "[deg]" },
    { keyword: "DEC_OBJ", value: plan.objectDirection.decDeg, comment: "[deg]" },
    { keyword: "RA_PNT", value: plan.pointing.raDeg, comment: "[deg] pointing" },
    { keyword: "DEC_PNT", value: plan.pointing.decDeg, comment: "[deg] pointing" },
    { keyword: "GLON_PNT", value: lonDeg, comment: "[deg]" },
    { keyword: "GLAT_PNT", value: latDeg, comment: "[deg]" },
    { keyword: "ALT_PNT", value: 90 - plan.zenithDeg, comment: "[deg] at mid-time, no refraction" },
    { keyword: "AZ_PNT", value: plan.azimuthDeg, comment: "[deg] at mid-time, north through east" },
    { keyword: "RADECSYS", value: "ICRS" },
    { keyword: "EQUINOX", value: 2000, float: true },
  ];
}
