import { instrumentOf } from "@/lib/catalogue/load/instruments";
import { mjdToIso } from "@/lib/units/time";
import { arrayKey, type IrfCandidate, type MatchObservation } from "./candidate";
import type { Containment } from "./needs";

/**
 * How far the zenith angle that IRFs were made for may be from the observation's, degrees. IRFs of one observation are
 * made for its own angle: 3 degrees is its drift within half an hour. Shared ones stand on a grid, usually in steps of
 * 20 degrees (CTA: 20, 40, 60): half a step and a quarter of it.
 */
export const ZENITH_TOLERANCE_DEG = { own: 3, shared: 12.5 } as const;

/** Where the header of an IRF disagrees with the observation that it is to be used for, in words with both values. */
export function disagreementsOf(candidate: IrfCandidate, observation: MatchObservation, containment: Containment | null): string[] {
  const { irf } = candidate;
  return [
    madeForAnother(candidate, observation),
    zenithDiffers(candidate, observation),
    nameDiffers(candidate, observation),
    siteDiffers(candidate, observation),
    arrayDiffers(irf.analysis?.arrayLayout ?? null, observation.analysis.arrayLayout ?? null),
    irf.containment && containment && irf.containment !== containment ? `containment: the IRF is ${irf.containment}, the observation's effective area ${containment}` : null,
    notValid(candidate, observation),
  ].filter((text) => text !== null);
}

const formatDegrees = (degrees: number) => `${degrees.toFixed(1)} deg`;
const dateOf = (mjd: number) => mjdToIso(mjd).slice(0, 10);

function arrayDiffers(ofIrf: string | null, ofObservation: string | null): string | null {
  // Mostly both are written alike, and then need not be taken apart.
  if (ofIrf === null || ofObservation === null || ofIrf === ofObservation) return null;
  const [made, used] = [arrayKey(ofIrf), arrayKey(ofObservation)];
  return made === used ? null : `array: the IRF's header says ${made}, the observation ${used}`;
}

function madeForAnother({ irf, sharing, eventsOf }: IrfCandidate, { obsId }: MatchObservation): string | null {
  const made = irf.obsId?.trim();
  if (sharing !== "shared-irf" && made && /^\d+$/.test(made) && BigInt(made) !== BigInt(obsId)) return `observation: the IRF's header says that it was made for ${made}, this one is ${obsId}`;
  return eventsOf === null ? null : `observation: the IRF lies in the event file of ${eventsOf}, this one is ${obsId}`;
}

function zenithDiffers({ irf, sharing }: IrfCandidate, { zenithDeg }: MatchObservation): string | null {
  const made = irf.zenithDeg ?? null;
  if (made === null || zenithDeg === null) return null;
  const tolerance = sharing === "shared-irf" ? ZENITH_TOLERANCE_DEG.shared : ZENITH_TOLERANCE_DEG.own;
  return Math.abs(made - zenithDeg) <= tolerance ? null : `zenith: the IRF's header says ${formatDegrees(made)}, the observation was at ${formatDegrees(zenithDeg)}`;
}

/** The event header names the set that its events were made with. */
function nameDiffers({ irf, kind }: IrfCandidate, { analysis }: MatchObservation): string | null {
  const [own, named] = [irf.calibrationName ?? irf.analysis?.irf ?? null, analysis.irf ?? null];
  return own !== null && named !== null && own !== named && kind !== "rad_max" ? `name: the IRF's header says ${own}, the event header ${named}` : null;
}

/** Of a shared IRF the answer is the same for the hundreds of observations of its instrument. */
const siteAnswers = new WeakMap<IrfCandidate["irf"], Map<string, string | null>>();

function siteDiffers({ irf }: IrfCandidate, { instrument, facility }: MatchObservation): string | null {
  const answers = siteAnswers.get(irf) ?? new Map<string, string | null>();
  if (answers.size === 0) siteAnswers.set(irf, answers);
  const site = `${instrument}\n${facility}`;
  const known = answers.get(site);
  if (known !== undefined) return known;
  const answer = compareSites(irf, instrument, facility);
  answers.set(site, answer);
  return answer;
}

/** Spellings of a known instrument are one; of others TELESCOP and INSTRUME must say what the observation's do. */
function compareSites(irf: IrfCandidate["irf"], instrument: string | null, facility: string | null): string | null {
  const said = [irf.telescope, irf.instrument].filter((text): text is string => Boolean(text?.trim()));
  if (said.length === 0 || instrument === null) return null;
  const known = instrumentOf([...said, irf.calibrationName ?? ""].join(" ").trim(), null, null);
  const alike = (text: string) => [instrument, facility].some((own) => own?.trim().toUpperCase() === text.trim().toUpperCase());
  if (alike(known.name) || said.some(alike)) return null;
  return `site: the IRF's header says ${said.join(" ")}, the observation ${instrument}`;
}

function notValid({ irf }: IrfCandidate, { startMjd, endMjd }: MatchObservation): string | null {
  const [from, to] = [irf.validFromMjd ?? null, irf.validToMjd ?? null];
  if ((from === null || from <= endMjd) && (to === null || to >= startMjd)) return null;
  const period = [from === null ? null : `from ${dateOf(from)}`, to === null ? null : `to ${dateOf(to)}`].filter(Boolean).join(" ");
  return `validity: the IRF's header says ${period}, the observation is of ${dateOf(startMjd)}`;
}
