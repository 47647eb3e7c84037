import { describe, expect, it } from "vitest";
import { astropy, astropyNote, hasAstropy } from "@/lib/config/astropy.test-support";
import { mjdToIso, isoToMjd, nightDate, nightFromDate, nightMjd, parseTimeScale, secondsBetween, utcMjd, type TimeReference } from "@/lib/units/time";

const hess: TimeReference = { mjdInteger: 51910, mjdFraction: 0.000742870370370241, scale: "TT" };
const cta: TimeReference = { mjdInteger: 51544, mjdFraction: 0.5, scale: "TT" };

describe("utcMjd", () => {
  it("gives the known times of real observations", () => {
    expect(mjdToIso(utcMjd(123890826, hess))).toBe("2004-12-04T22:07:06.000Z");
    expect(mjdToIso(utcMjd(664502400, cta))).toBe("2021-01-21T11:58:50.816Z");
  });

  it("takes one second less after a leap second", () => {
    const tt: TimeReference = { mjdInteger: 57753, mjdFraction: 0, scale: "TT" };
    const before = utcMjd(86400, tt);
    const after = utcMjd(86400 + 70, tt);
    expect((after - before) * 86400).toBeCloseTo(69, 3);
  });

  it.each<[TimeReference["scale"], string]>([
    ["UTC", "2001-01-01T00:00:00.000Z"],
    ["TAI", "2000-12-31T23:59:28.000Z"],
    ["TT", "2000-12-31T23:58:55.816Z"],
    ["TDB", "2000-12-31T23:58:55.816Z"],
  ])("reads a reference in %s", (scale, iso) => {
    expect(mjdToIso(utcMjd(0, { mjdInteger: 51910, mjdFraction: 0, scale }))).toBe(iso);
  });
});

describe.skipIf(!hasAstropy)(`beside astropy${astropyNote}`, () => {
  it("agrees to 0.1 ms in every scale, before and after leap seconds", () => {
    const references = (["TT", "TAI", "UTC", "TDB"] as const).flatMap((scale) =>
      [41400, 50081, 51910, 57752, 60000].map((mjdInteger): TimeReference => ({ mjdInteger, mjdFraction: 0.25, scale })),
    );
    const seconds = [0, 12_345.678, 86_400 * 200, 86_400 * 5000];
    const cases = references.flatMap((reference) => seconds.map((second) => ({ ...reference, second })));
    const answer = astropy(
      `warnings.simplefilter('ignore')  # astropy's own table of leap seconds may be old
from astropy.time import Time, TimeDelta
out = []
for c in json.loads(sys.argv[1]):
    t = (Time(c['mjdInteger'], c['mjdFraction'], format='mjd', scale=c['scale'].lower()) + TimeDelta(c['second'], format='sec')).utc
    out.append((t.jd1 - 2400000.5 - 40587) * 86400 + t.jd2 * 86400)
print(json.dumps(out))`,
      JSON.stringify(cases),
    ) as number[];
    const off = cases.map((one, i) => Math.abs((utcMjd(one.second, one) - 40587) * 86400 - answer[i]!));
    // A double steps by 0.6 µs at MJD 60000, and the series of TDB is cut at 50 µs. Days that end in a leap second are
    // left out: there astropy stretches the day, we repeat its last second, as Unix time does.
    expect(Math.max(...off)).toBeLessThan(1e-4);
  });
});

describe("secondsBetween", () => {
  it("changes a reference without moving the moment", () => {
    const seconds = 123890826 + secondsBetween(cta, hess);
    expect(mjdToIso(utcMjd(seconds, cta))).toBe("2004-12-04T22:07:06.000Z");
    expect(secondsBetween(hess, hess)).toBe(0);
    expect(secondsBetween({ ...hess, scale: "TAI" }, hess)).toBeCloseTo(-32.184, 6);
  });
});

describe("calendar and nights", () => {
  it("goes between MJD and ISO", () => {
    expect(isoToMjd("2004-12-04T22:07:06")).toBeCloseTo(53343.92159722, 7);
    expect(isoToMjd("2004-12-05")).toBe(53344);
    expect(isoToMjd("2004-12-04T23:00:00+01:00")).toBeCloseTo(53343.9166667, 6);
    expect(isoToMjd("soon")).toBeNaN();
  });

  it("keeps one night together over midnight, from local noon to noon", () => {
    const namibia = 16.5;
    expect(nightDate(nightMjd(isoToMjd("2004-12-04T22:07:06"), namibia))).toBe("2004-12-04");
    expect(nightDate(nightMjd(isoToMjd("2004-12-05T02:00:00"), namibia))).toBe("2004-12-04");
    expect(nightDate(nightMjd(isoToMjd("2004-12-05T11:00:00"), namibia))).toBe("2004-12-05");
    const chile = -70.3;
    expect(nightDate(nightMjd(isoToMjd("2030-06-02T03:00:00"), chile))).toBe("2030-06-01");
    expect(nightFromDate("2004-12-04")).toBe(53343);
  });

  it("knows the scales that TIMESYS names", () => {
    expect(parseTimeScale("tt ")).toBe("TT");
    expect(parseTimeScale(null)).toBe("TT");
    expect(parseTimeScale("GALACTIC")).toBeNull();
  });
});
