import path from "node:path";
import { describe, expect, it } from "vitest";
import { gammapy, gammapyNote, hasGammapy } from "@/lib/config/gammapy.test-support";
import { findHdu, withFits } from "@/lib/fits/read";
import { ctaRoot, hasRealStores, hessFile, realStoresNote } from "@/lib/gadf/real-stores.test-support";
import { lookAtEvents, lookAtThetaSquared } from "./read-events";
import type { EventsLook, ThetaSquaredLook, ThetaSquaredResult } from "./schema";

const never = new AbortController().signal;
const ctaFile = path.join(ctaRoot, "data/baseline/gps/gps_baseline_110380.fits");

const look = (file: string): Promise<EventsLook> => withFits(file, ({ source, hdus }) => lookAtEvents({ source, events: findHdu(hdus, "EVENTS"), goodTimes: findHdu(hdus, "GTI") }, never));
const theta = (file: string, position: { raDeg: number; decDeg: number } | null, radiusDeg: number): Promise<ThetaSquaredLook> =>
  withFits(file, ({ source, hdus }) => lookAtThetaSquared({ source, events: findHdu(hdus, "EVENTS") }, { position, radiusDeg }, never));

/** The same histograms by gammapy: EventList, WcsGeom, and its GTI. */
const theirs = `
from gammapy.data import EventList, GTI
from gammapy.maps import WcsGeom, WcsNDMap
from astropy.coordinates import SkyCoord, AltAz, EarthLocation
from astropy.time import Time
file, bin_deg, half = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
events = EventList.read(file)
head = events.table.meta
pointing = SkyCoord(head["RA_PNT"], head["DEC_PNT"], unit="deg")
n = round(2 * half / bin_deg)
geom = WcsGeom.create(skydir=pointing, npix=(n, n), binsz=bin_deg, proj="TAN", frame="icrs")
counts = WcsNDMap(geom)
counts.fill_by_coord(events.map_coord(geom))
energy = events.energy.to_value("TeV")
edges = json.loads(sys.argv[4])
time = events.table["TIME"].quantity.to_value("s")
time_edges = json.loads(sys.argv[5])
gti = GTI.read(file)
site = EarthLocation.from_geodetic(float(head["GEOLON"]) * u.deg, float(head["GEOLAT"]) * u.deg)
from gammapy.utils.time import time_ref_from_dict
moments = time_ref_from_dict(head) + (head["TSTART"] + np.array([0.0, (head["TSTOP"] - head["TSTART"]) / 2, head["TSTOP"] - head["TSTART"]])) * u.s
zenith = 90 - pointing.transform_to(AltAz(obstime=moments, location=site)).alt.deg
print(json.dumps({"map": counts.data.astype(int).tolist(), "total": len(energy), "energy": np.histogram(energy, edges)[0].tolist(), "time": np.histogram(time - head["TSTART"], time_edges)[0].tolist(), "ontime": gti.time_sum.to_value("s"), "zenith": zenith.tolist()}))
`;

interface Theirs {
  map: number[][];
  total: number;
  energy: number[];
  time: number[];
  ontime: number;
  zenith: number[];
}

const shown = <Part extends object>(part: Part | { problem: string }): Part => {
  if ("problem" in part) throw new Error(part.problem as string);
  return part;
};

describe.skipIf(!hasGammapy || !hasRealStores).each([
  ["H.E.S.S. 23523", hessFile(23523)],
  ["H.E.S.S. 33787", hessFile(33787)],
  ["CTA 110380", ctaFile],
])(`the events of %s, against gammapy${gammapyNote}${realStoresNote}`, { timeout: 60_000 }, (_name, file) => {
  it("lie, count and come as there", async () => {
    const mine = await look(file);
    const [map, energy, times] = [shown(mine.map), shown(mine.energy), shown(mine.times)];
    const timeEdges = Array.from({ length: times.counts.length + 1 }, (_, i) => times.fromSec + i * times.binSec);
    const they = gammapy(theirs, file, String(map.binDeg), String(map.halfWidthDeg), JSON.stringify(energy.edgesTeV), JSON.stringify(timeEdges)) as Theirs;
    expect(mine.eventCount).toBe(they.total);
    // gammapy's rows run from south to north and its columns from east to west, too; single precision puts an event on an edge either way.
    const different = map.counts.flatMap((row, y) => row.map((count, x) => Math.abs(count - they.map[y]![x]!))).reduce((sum, each) => sum + each, 0);
    expect(different).toBeLessThanOrEqual(they.total * 2e-4);
    expect(map.counts.flat().reduce((sum, count) => sum + count, 0) + map.outside).toBe(they.total);
    expect(energy.counts).toEqual(they.energy);
    expect(energy.counts.reduce((sum, count) => sum + count, 0) + energy.outside).toBe(they.total);
    expect(times.counts).toEqual(they.time);
    expect(times.ontimeSec).toBeCloseTo(they.ontime, 3);
    const { track } = shown(mine.zenith);
    [track[0], track[(track.length - 1) / 2], track.at(-1)].forEach((point, i) => expect(Math.abs(point!.zenithDeg - they.zenith[i]!), `zenith ${i}`).toBeLessThan(0.03));
  });
});

/** ON and OFF counts about the regions that gammapy reflects, and its significance. */
const theirTheta = `
from gammapy.data import EventList
from gammapy.makers import WobbleRegionsFinder
from gammapy.stats import WStatCountsStatistic
from astropy.coordinates import SkyCoord, Angle
from regions import CircleSkyRegion
file, ra, dec, radius, n, bin_deg2, bins = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]), float(sys.argv[6]), int(sys.argv[7])
events = EventList.read(file)
head = events.table.meta
position = SkyCoord(ra, dec, unit="deg")
pointing = SkyCoord(head["RA_PNT"], head["DEC_PNT"], unit="deg")
regions, _ = WobbleRegionsFinder(n_off_regions=n).run(region=CircleSkyRegion(position, Angle(radius, "deg")), center=pointing)
# gammapy keeps the file's single precision; in it, events fall on either side of an edge.
where = SkyCoord(np.asarray(events.table["RA"], float), np.asarray(events.table["DEC"], float), unit="deg")
away = lambda centre: where.separation(centre).deg
on = int((away(position) < radius).sum())
off = sum(int((away(region.center) < radius).sum()) for region in regions)
theta2, _ = np.histogram(away(position) ** 2, np.arange(bins + 1) * bin_deg2)
stat = WStatCountsStatistic(on, off, 1 / n)
print(json.dumps({"regions": len(regions), "centres": sorted([r.center.ra.deg, r.center.dec.deg] for r in regions), "on": on, "off": off, "significance": float(stat.sqrt_ts), "excess": float(stat.n_sig), "theta2": theta2.tolist(), "offset": float(position.separation(pointing).deg)}))
`;

interface TheirTheta {
  regions: number;
  centres: [number, number][];
  on: number;
  off: number;
  significance: number;
  excess: number;
  theta2: number[];
  offset: number;
}

const counted = (made: ThetaSquaredLook): ThetaSquaredResult => {
  if ("reason" in made) throw new Error(made.reason);
  return made;
};

describe.skipIf(!hasGammapy || !hasRealStores)(`theta squared, against gammapy${gammapyNote}${realStoresNote}`, { timeout: 60_000 }, () => {
  it.each([
    ["the Crab of H.E.S.S. 23523", hessFile(23523), null, 0.1],
    ["the same, wider", hessFile(23523), null, 0.2],
    ["the Crab of H.E.S.S. 23592, off by 1.5 degrees or so", hessFile(23592), null, 0.1],
    ["an empty place", hessFile(33787), { raDeg: 330.2, decDeg: -30.4 }, 0.15],
    ["the Galactic centre of CTA", ctaFile, { raDeg: 266.415, decDeg: -29.006 }, 0.1],
  ])("counts %s alike", async (_name, file, position, radiusDeg) => {
    const mine = counted(await theta(file, position, radiusDeg));
    const they = gammapy(theirTheta, file, String(mine.position.raDeg), String(mine.position.decDeg), String(radiusDeg), String(mine.offCentres.length), String(mine.binDeg2), String(mine.bins.length)) as TheirTheta;
    expect(mine.offsetDeg).toBeCloseTo(they.offset, 8);
    expect(they.regions).toBe(mine.offCentres.length);
    mine.offCentres.map(({ raDeg, decDeg }) => [raDeg, decDeg] as const).sort(([a], [b]) => a - b).forEach(([raDeg, decDeg], i) => {
      expect(raDeg).toBeCloseTo(they.centres[i]![0], 6);
      expect(decDeg).toBeCloseTo(they.centres[i]![1], 6);
    });
    expect([mine.on, mine.off]).toEqual([they.on, they.off]);
    expect(mine.excess).toBeCloseTo(they.excess, 8);
    expect(mine.significance).toBeCloseTo(they.significance, 6);
    expect(mine.bins.map(({ on }) => on)).toEqual(they.theta2);
  });
  it("says why there is none where the file names no real target", async () => {
    expect(await theta(ctaFile, null, 0.1)).toEqual({ reason: expect.stringContaining("names no real target") as string });
  });
  it("says why there is none where the position lies within the radius of the pointing", async () => {
    expect(await theta(hessFile(23523), { raDeg: 83.633, decDeg: 21.52 }, 0.1)).toEqual({ reason: expect.stringContaining("within the radius") as string });
  });
  it("finds the Crab, and nothing beside it", async () => {
    expect(counted(await theta(hessFile(23523), null, 0.1)).significance).toBeGreaterThan(20);
    expect(Math.abs(counted(await theta(hessFile(23523), { raDeg: 84.9, decDeg: 20.6 }, 0.1)).significance!)).toBeLessThan(4);
  });
});
