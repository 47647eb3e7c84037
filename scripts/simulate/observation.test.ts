import { describe, expect, it } from "vitest";
import { backgroundRateOf } from "@/scripts/simulate/background";
import { sunAltitudeDeg } from "@/scripts/simulate/horizon";
import { irfTables } from "@/scripts/simulate/irf-tables";
import { observe } from "@/scripts/simulate/observation";
import { missionSec, observatory, ttDateTime, utcIso } from "@/scripts/simulate/observatory";
import { projectPlans } from "@/scripts/simulate/project-plans";
import { crabProject } from "@/scripts/simulate/project-crab";
import { separationDeg } from "@/scripts/simulate/sky";

const allPlans = projectPlans().flatMap(({ observations }) => [...observations]);

describe("the schedule", () => {
  it("has 8, 12 and 20 observations, each with an id of its own of five digits or more", () => {
    expect(projectPlans().map(({ observations }) => observations.length)).toEqual([8, 12, 20]);
    const ids = allPlans.map(({ obsId }) => obsId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id >= 10_000)).toBe(true);
  });

  it("observes one field at a time, in the dark", () => {
    const ordered = [...allPlans].sort((a, b) => a.midMjd - b.midMjd);
    ordered.slice(1).forEach((plan, i) => {
      const before = ordered[i]!;
      const betweenMidsSec = (plan.midMjd - before.midMjd) * 86400;
      expect(betweenMidsSec).toBeGreaterThan((plan.durationSec + before.durationSec) / 2);
    });
    for (const { midMjd } of allPlans) expect(sunAltitudeDeg(midMjd, observatory.site)).toBeLessThan(-18);
  });

  it("observes the Crab Nebula in wobble at zenith 20 to 55 degrees", () => {
    const plans = crabProject().observations;
    expect(plans.map(({ zenithDeg }) => zenithDeg).sort()).toEqual([20, 25, 30, 35, 40, 45, 50, 55]);
    const offsets = plans.map(({ pointing, objectDirection }) => separationDeg(pointing, objectDirection));
    for (const offsetDeg of offsets) expect(offsetDeg).toBeCloseTo(0.5, 9);
  });

  it("covers qualities 0 to 2 and leaves exactly one observation without a background model, flagged", () => {
    expect(new Set(allPlans.map(({ quality }) => quality))).toEqual(new Set([0, 1, 2]));
    const without = allPlans.filter(({ withBackgroundModel }) => !withBackgroundModel);
    expect(without).toHaveLength(1);
    expect(without[0]).toMatchObject({ quality: 2, note: "no background model (bkg)" });
  });
});

describe("times", () => {
  it("count TT seconds from J2000.0", () => {
    // astropy 5.2: Time("2023-12-11T01:00:53.816", scale="utc").tt - Time(51544.5, format="mjd", scale="tt")
    const sec = missionSec(60289 + 3653.816 / 86400);
    expect(sec).toBeCloseTo(755528523, 3);
    expect(ttDateTime(sec)).toEqual({ date: "2023-12-11", time: "01:02:03.000" });
    expect(utcIso(sec)).toBe("2023-12-11T01:00:53.816Z");
  });
});

describe("an observation", () => {
  const plan = crabProject().observations[3]!;
  const irfs = irfTables(plan.zenithDeg, "psf_3gauss");
  const background = backgroundRateOf(irfs.bkg);
  const observation = observe(plan, irfs, background, 1);

  it("is the same for the same seed and another for another", () => {
    expect(observe(plan, irfs, background, 1)).toEqual(observation);
    expect(observe(plan, irfs, background, 2).events.timeSec).not.toEqual(observation.events.timeSec);
  });

  it("adds up: good time, livetime and span", () => {
    const { goodTime, ontimeSec, livetimeSec, deadtimeFactor, startSec, stopSec } = observation;
    expect(goodTime).toHaveLength(3);
    expect(ontimeSec).toBe(goodTime.reduce((sum, gti) => sum + gti.stopSec - gti.startSec, 0));
    expect(ontimeSec).toBeLessThan(stopSec - startSec);
    expect(livetimeSec).toBeCloseTo(ontimeSec * deadtimeFactor, 9);
    expect(deadtimeFactor).toBeGreaterThan(0.93);
    expect(deadtimeFactor).toBeLessThan(0.97);
    goodTime.forEach(({ startSec: from, stopSec: to }, i) => {
      expect(to).toBeGreaterThan(from);
      if (i > 0) expect(from).toBeGreaterThan(goodTime[i - 1]!.stopSec);
    });
  });

  it("has its events in order and inside the good time", () => {
    const { timeSec } = observation.events;
    expect(timeSec.length).toBeGreaterThan(1000);
    expect(timeSec.every((sec, i) => i === 0 || sec > timeSec[i - 1]!)).toBe(true);
    const inside = (sec: number) => observation.goodTime.some(({ startSec, stopSec }) => sec >= startSec && sec <= stopSec);
    expect(timeSec.every(inside)).toBe(true);
  });

  it("shows the source", () => {
    const { raDeg, decDeg } = observation.events;
    const near = (place: { raDeg: number; decDeg: number }) =>
      raDeg.filter((ra, i) => separationDeg({ raDeg: ra, decDeg: decDeg[i]! }, place) < 0.11).length;
    const mirrored = { raDeg: plan.pointing.raDeg, decDeg: 2 * plan.pointing.decDeg - plan.objectDirection.decDeg };
    expect(near(plan.objectDirection)).toBeGreaterThan(4 * near(mirrored));
  });
});
