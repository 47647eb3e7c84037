import fs from "node:fs";
import { BareSql } from "../bare-sql";
import { loadStore, settle } from "../catalogue";
import type { Figure } from "../figure";
import { HttpSearch } from "../http-search";
import { type Platform } from "../platform";
import { portalUrl, startPortal, tokenOf } from "../portal";
import { viewers } from "../queries";
import { MEMBER } from "../synthetic-projects";
import { syntheticStore } from "../synthetic-store";
import { type Asked, askedOf, REQUESTS } from "./asked";
import { duringLoad } from "./during-load";
import { coldFigure, duringFigure, growthFigure, loadRateFigure, plansFigure, warmFigure } from "./figures";
import { fillCatalogue } from "./fill";
import { deepPages, measure, type Times } from "./measure";
import { plansOf } from "./plans";

const SMALL = 100_000;
/** Of the whole archive, as an observatory of thirty years would have. */
const PROJECTS = 5000;
const LOADED_MEANWHILE = 100_000;

type Said = <Result>(what: string, work: () => Promise<Result>) => Promise<Result>;
type WarmTimes = ReadonlyMap<string, Times>;

/** The same requests at a hundred thousand observations and at the size that was asked for, warm and cold, by two viewers. */
export async function measureScale(platform: Platform, sizes: readonly number[], print: (figures: readonly Figure[]) => void, said: Said): Promise<void> {
  const [small, size] = sizes.length > 1 ? [sizes[0]!, sizes.at(-1)!] : [Math.min(SMALL, sizes[0]! / 2), sizes[0]!];
  const base = syntheticStore({ name: "syn-base", observations: small, products: true, member: true });
  const filling = syntheticStore({ name: "syn-fill", observations: size - small, products: false, member: false, projects: Math.max(1, Math.round((PROJECTS * (size - small)) / 10_000_000)) });
  const asked = askedOf(base);
  const loaded = await said(`loading ${small} observations with 2.6 files each`, () => loadStore(base));
  if (loaded.observations > 0) print([loadRateFigure("scale.load.first", loaded, null)]);
  await settle(platform);
  await said("portal and identity service", () => startPortal(platform));

  const before = new Map<string, WarmTimes>();
  if (loaded.observations > 0) for (const viewer of viewers()) before.set(viewer.name, await said(`warm at ${small}, ${viewer.name}`, () => warm(platform, viewer, asked)));
  await said(`filling up to ${size}`, () => fillCatalogue(platform.superUrl, filling, (line) => console.error(`  ${line}`)));
  for (const viewer of viewers()) {
    const now = await said(`warm at ${size}, ${viewer.name}`, () => warm(platform, viewer, asked));
    print([...now].map(([kind, times]) => warmFigure(`scale.${size}.${kind}.${viewer.name}`, times, asked.find(({ name }) => name === kind)?.limitMs ?? null)));
    const then = before.get(viewer.name);
    if (then) print([...now].map(([kind, times]) => growthFigure(`scale.growth.${kind}.${viewer.name}`, then.get(kind)!, times, small, size)));
    print(await said(`cold at ${size}, ${viewer.name}`, () => cold(platform, viewer.name, size, asked)));
    if (viewer.name === "anonymous") print([await said("plans", () => plans(platform, asked, size))]);
    if (viewer.name === "member") print(await said(`loading ${LOADED_MEANWHILE} meanwhile`, () => meanwhile(platform, size, asked, now)));
  }
}

async function asViewer<Result>(platform: Platform, name: string, work: (http: HttpSearch) => Promise<Result>): Promise<Result> {
  const http = new HttpSearch(portalUrl(platform), name === "member" ? await tokenOf(platform, MEMBER.username) : null);
  try {
    return await work(http);
  } finally {
    http.close();
  }
}

/** Each request once for nothing, once for the figure; beside the bare SQL of the same rows. */
function warm(platform: Platform, { name, viewer }: ReturnType<typeof viewers>[number], asked: readonly Asked[]): Promise<Map<string, Times>> {
  return asViewer(platform, name, async (http) => {
    const sql = await BareSql.open(platform.setting.database.webUrl, viewer);
    try {
      const times = new Map<string, Times>();
      for (const each of [...asked, await deepPages(http, REQUESTS)]) {
        await measure(each, http, null);
        times.set(each.name, await measure(each, http, sql));
      }
      return times;
    } finally {
      await sql.close();
    }
  });
}

/** Each request once after the database began anew, and after the machine forgot its files where it may be told to. */
async function cold(platform: Platform, name: string, size: number, asked: readonly Asked[]): Promise<Figure[]> {
  await platform.restartDatabase();
  const forgot = forgetFiles();
  return asViewer(platform, name, async (http) => {
    const figures: Figure[] = [];
    for (const each of asked) figures.push(coldFigure(`scale.${size}.${each.name}.${name}.cold`, await measure(each, http, null), forgot));
    return figures;
  });
}

/** Whether the system's cache of files could be emptied: only as root, and not in every container. */
function forgetFiles(): boolean {
  try {
    fs.writeFileSync("/proc/sys/vm/drop_caches", "3");
    return true;
  } catch {
    return false;
  }
}

function plans(platform: Platform, asked: readonly Asked[], size: number): Promise<Figure> {
  return asViewer(platform, "anonymous", async (http) => {
    const deep = await deepPages(http, 1);
    const { file, wholeTable } = await plansOf(platform, [...asked, deep], http, size);
    return plansFigure(size, file, wholeTable);
  });
}

function meanwhile(platform: Platform, size: number, asked: readonly Asked[], calm: WarmTimes): Promise<Figure[]> {
  return asViewer(platform, "member", async (http) => {
    const searches = asked.filter(({ limitMs }) => limitMs === null);
    const { loaded, times } = await duringLoad(`syn-more-${Date.now()}`, LOADED_MEANWHILE, searches, http);
    return [loadRateFigure(`scale.load.${size}`, loaded, size), ...[...times].filter(([, { http: ms }]) => ms.length > 0).map(([kind, during]) => duringFigure(`scale.${size}.${kind}.duringLoad`, calm.get(kind)!, during))];
  });
}
