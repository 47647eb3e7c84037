import type { Observation } from "@/scripts/simulate/observation";
import { observatory, utcIso } from "@/scripts/simulate/observatory";
import type { ProjectPlan } from "@/scripts/simulate/plan";

/** A file of an observation as it lies in the store. */
export type StoredFile = { path: string; sizeBytes: number; md5: string };

const coverage = (observation: Observation) => observation.plan.withBackgroundModel ? "aeff, edisp, psf, bkg" : "aeff, edisp, psf";

/** The observation log, as a shift and the processing after it would have written it. Times in UTC. */
export function observationLog(project: ProjectPlan, observation: Observation): string {
  const { plan, startSec, stopSec, goodTime, events } = observation;
  const line = (sec: number, level: string, part: string, text: string) =>
    `${utcIso(sec)} ${level.padEnd(7)} ${part.padEnd(14)} ${text}`;
  const gaps = goodTime.slice(1).map((next, i) => ({ from: goodTime[i]!.stopSec, to: next.startSec }));
  const rateHz = events.timeSec.length / observation.ontimeSec;
  return [
    `# Observation ${plan.obsId} of project ${project.code}: ${plan.object}. Simulated: no telescope took it.`,
    line(startSec - 95, "INFO", "drive", `pointing RA ${plan.pointing.raDeg.toFixed(4)} Dec ${plan.pointing.decDeg.toFixed(4)} deg (ICRS), ${plan.pointingNote}`),
    line(startSec - 20, "INFO", "drive", `on target at altitude ${(90 - plan.zenithDeg).toFixed(2)} deg (mid-time), azimuth ${plan.azimuthDeg.toFixed(2)} deg`),
    line(startSec, "INFO", "acquisition", `start, telescopes ${observatory.telescopeIds.join(",")}`),
    ...gaps.flatMap(({ from, to }) => [
      line(from, "WARNING", "weather", "clouds, good time interrupted"),
      line(to, "INFO", "weather", `sky clear again after ${to - from} s`),
    ]),
    line(stopSec, "INFO", "acquisition", `stop, ontime ${observation.ontimeSec} s, livetime ${observation.livetimeSec.toFixed(1)} s`),
    line(stopSec + 3600, "INFO", "calibration", `muon efficiency ${observation.muonEfficiency}, night sky level ${observation.nightSkyLevel}`),
    line(stopSec + 7200, "INFO", "reconstruction", `${events.timeSec.length} events pass cuts '${observatory.eventClass}' (${rateHz.toFixed(2)} Hz)`),
    line(stopSec + 7260, "INFO", "responses", `${coverage(observation)} for zenith ${observation.irfZenithDeg.toFixed(1)} deg`),
    ...(plan.withBackgroundModel ? [] : [line(stopSec + 7260, "ERROR", "responses", "no background model (bkg): too few matching off observations")]),
    line(stopSec + 7300, plan.quality === 0 ? "INFO" : "WARNING", "quality", `level ${plan.quality}${plan.note ? `: ${plan.note}` : ""}`),
    "",
  ].join("\n");
}

/** How the files of an observation came to be. Source: W3C PROV-JSON. */
export function provenance(observation: Observation, events: StoredFile, irf: StoredFile, seed: number): string {
  const { plan, startSec, stopSec } = observation;
  const file = ({ path, sizeBytes, md5 }: StoredFile) => ({ "sim:path": path, "sim:sizeBytes": sizeBytes, "sim:md5": md5 });
  const separate = irf.path !== events.path;
  const document = {
    prefix: { prov: "http://www.w3.org/ns/prov#", sim: "urn:airshower:simulation:" },
    entity: {
      "sim:events": { "prov:label": `event list of observation ${plan.obsId}`, "sim:simulated": true, ...file(events) },
      ...(separate ? { "sim:irfs": { "prov:label": "instrument response functions", ...file(irf) } } : {}),
    },
    activity: {
      "sim:observation": {
        "prov:label": `observation ${plan.obsId} of ${plan.object}`,
        "prov:startTime": utcIso(startSec),
        "prov:endTime": utcIso(stopSec),
        "sim:zenithDeg": plan.zenithDeg,
      },
      "sim:generation": {
        "prov:label": "events drawn from the instrument response functions",
        "sim:software": observatory.creator,
        "sim:seed": seed,
        "sim:cuts": observatory.eventClass,
        "sim:responses": coverage(observation),
        "sim:irfZenithDeg": observation.irfZenithDeg,
      },
    },
    agent: { "sim:array": { "prov:type": "prov:SoftwareAgent", "prov:label": `${observatory.instrument} (simulated)` } },
    wasGeneratedBy: { "_:generated": { "prov:entity": "sim:events", "prov:activity": "sim:generation" } },
    ...(separate ? { used: { "_:used": { "prov:activity": "sim:generation", "prov:entity": "sim:irfs" } } } : {}),
    wasInformedBy: { "_:informed": { "prov:informed": "sim:generation", "prov:informant": "sim:observation" } },
    wasAssociatedWith: { "_:associated": { "prov:activity": "sim:observation", "prov:agent": "sim:array" } },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Terms of use of a store. They say nothing of what is in it, since they may be read before the data are open. */
export const termsOfUse = `Terms of use

These files are simulated gamma-ray data (DL3, GADF 0.3), made by the data generator of Airshower. No telescope took
them: they must not be cited or published as observations, nor be mixed with real data unless they are marked.

They are dedicated to the public domain (CC0 1.0, https://creativecommons.org/publicdomain/zero/1.0/) and come without
warranty of any kind. While a project is under embargo, its members keep its files to themselves, as they would with
real ones.
`;
