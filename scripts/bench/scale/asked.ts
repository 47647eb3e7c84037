import { Random } from "../../simulate/random";
import { OPEN_POLICY } from "../synthetic-projects";
import type { Season } from "../synthetic-observations";
import type { SyntheticStore } from "../synthetic-store";
import type { SyntheticTarget } from "../synthetic-skies";

/** One kind of request, and as many different ones of it as are asked. */
export interface Asked {
  readonly name: string;
  readonly paths: readonly string[];
  /** Milliseconds that the issue allows whatever the size; null where bare SQL and growth are the budget. */
  readonly limitMs: number | null;
}

export const REQUESTS = 20;
const SEED = 4242;
const POLE_DEC_DEG = 80;
const POLICIES = 10;

/** All that is measured, made of what is in the store that is there at every size. */
export function askedOf(base: SyntheticStore): Asked[] {
  const random = new Random(SEED, "asked");
  const pick = <T>(from: readonly T[]) => from[Math.floor(random.uniform() * from.length)]!;
  const open = base.seasons.filter((_, index) => index % POLICIES >= OPEN_POLICY);
  const seen = open.flatMap(({ targets }) => targets);
  const search = (name: string, parameters: (season: Season, target: SyntheticTarget) => Record<string, string>, among = seen): Asked => {
    const paths = Array.from({ length: REQUESTS }, () => {
      const season = pick(open);
      return `/api/v1/observations?${query(parameters(season, among === seen ? pick(season.targets) : pick(among)))}`;
    });
    return { name, paths, limitMs: null };
  };
  const at = ({ raDeg, decDeg }: SyntheticTarget) => ({ raDeg: String(raDeg), decDeg: String(decDeg), match: "pointing" });
  const poles = base.targets.filter(({ decDeg }) => Math.abs(decDeg) > POLE_DEC_DEG);
  const during = ({ firstMjd }: Season, days: number) => ({ startMjd: String(firstMjd + 30), endMjd: String(firstMjd + 30 + days) });
  return [
    search("project", ({ code }) => ({ project: code })),
    ...[0.1, 1, 5].map((radiusDeg) => search(`cone${radiusDeg}`, (_, target) => ({ ...at(target), radiusDeg: String(radiusDeg) }))),
    ...[1, 5].map((radiusDeg) => search(`pole${radiusDeg}`, (_, target) => ({ ...at(target), radiusDeg: String(radiusDeg) }), poles)),
    search("target", (_, { name }) => ({ target: name })),
    search("time", (season) => during(season, 30)),
    search("coneAndTime", (season, target) => ({ ...at(target), radiusDeg: "2", ...during(season, 60) })),
    search("projectAndZenith", ({ code }) => ({ project: code, zenithMaxDeg: "40", sort: "zenithDeg" })),
    search("timeAndInstrument", (season) => ({ ...during(season, 10), instrument: "H.E.S.S.", zenithMaxDeg: "30", sort: "-livetimeSec" })),
    { ...search("count", () => ({ zenithMaxDeg: (20 + 30 * random.uniform()).toFixed(3), limit: "1" })), limitMs: 100 },
    ...counts("facets", [{}, ...open.slice(0, REQUESTS - 1).map(({ code }) => ({ project: code }))]),
    ...counts("facetsOfAll", Array.from({ length: REQUESTS }, () => ({}))),
    ...counts("facetsOfCone", Array.from({ length: REQUESTS }, () => ({ ...at(pick(seen)), radiusDeg: "1" }))),
    { name: "density", paths: Array.from({ length: REQUESTS }, () => "/api/v1/observations/density"), limitMs: null },
    { name: "timeline", paths: Array.from({ length: REQUESTS }, () => "/api/v1/observations/timeline"), limitMs: null },
    { name: "completeProject", paths: open.slice(0, REQUESTS).map(({ code }) => `/api/v1/completion?${query({ key: "project", text: code.slice(0, -2).toLowerCase() })}`), limitMs: 100 },
    { name: "completeTarget", paths: Array.from({ length: REQUESTS }, () => `/api/v1/completion?${query({ key: "target", text: pick(seen).name.slice(0, 7).toLowerCase() })}`), limitMs: 100 },
  ];
}

function counts(name: string, searches: readonly Record<string, string>[]): Asked[] {
  return [{ name, paths: searches.map((parameters) => `/api/v1/observations/facets?${query(parameters)}`), limitMs: 100 }];
}

function query(parameters: Record<string, string>): string {
  return new URLSearchParams(parameters).toString();
}
