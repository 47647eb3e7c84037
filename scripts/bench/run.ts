import os from "node:os";
import { chromiumPath } from "../browser";
import { findHub, type FoundHub } from "../demo/hub";
import { archiveFigures } from "./archive";
import { auditFigures } from "./audit";
import { type Catalogue, fillingStore, loadStore, settle } from "./catalogue";
import { embargoFigures } from "./embargo";
import type { Ending } from "./ending";
import { fileFigures, parallelFigure } from "./files";
import { type Figure, failedLine, lineOf, skippedLine } from "./figure";
import { harvestFigures } from "./harvest";
import { launchFigure } from "./launch";
import { loadFigure } from "./load";
import { lookFigures } from "./looks";
import { officeFigures } from "./offices";
import type { BenchOptions, PartName } from "./options";
import { pageFigures } from "./pages/pages";
import { type Platform, startPlatform } from "./platform";
import { startPortal } from "./portal";
import { measureScale } from "./scale/scale";
import { growthFigures, searchFigures } from "./search";
import { type SyntheticStore, syntheticStore } from "./synthetic-store";
import { usersFigures } from "./users/users";

/** Ports after the platform's own, for the plain servers that it is compared with. */
const PLAIN_SERVERS = 10;

/** Runs the parts that were asked for, and prints each figure when it is known. */
export async function runBenchmarks(options: BenchOptions, ending: Ending): Promise<void> {
  const wants = (...parts: PartName[]) => parts.some((part) => options.only.includes(part));
  const hub = wants("launch") ? findHub() : { missing: "not asked for" };
  const platform = await said("PostgreSQL", () => startPlatform(ending, options, "python" in hub));
  print([machineFigure()]);
  // The launches come last: their hub and worker would take their share of the machine from the others.
  if (wants("load", "search", "embargo")) await attempted(ending, "catalogue", () => measureCatalogue(platform, options, wants));
  if (wants("files")) await attempted(ending, "files", () => measureFiles(platform, options.port + PLAIN_SERVERS));
  if (wants("archive")) await attempted(ending, "archive", async () => print(await said("archives", () => archiveFigures(platform))));
  if (wants("audit")) await attempted(ending, "audit", async () => print(await said("audit", () => auditFigures(platform, options.observations[0]!))));
  if (wants("harvest")) await attempted(ending, "harvest", async () => print(await said("harvest", harvestFigures)));
  if (wants("looks")) await attempted(ending, "looks", async () => print(await said("looks", () => lookFigures(platform))));
  if (wants("pages")) await attempted(ending, "pages", () => measurePages(platform, ending, options.port + PLAIN_SERVERS + 1));
  if (wants("users")) await attempted(ending, "users", async () => print(await said("users", () => usersFigures(platform, ending, { ...options, observations: options.observations[0]! }))));
  if (wants("launch")) await attempted(ending, "launch", () => measureLaunch(platform, hub));
  if (wants("scale")) await attempted(ending, "scale", () => measureScale(platform, options.observations, print, said));
}

/** Where the figures were taken. Others' load matters: compare ratios, and figures of calm machines. */
function machineFigure(): Figure {
  return { name: "machine", values: { cores: os.availableParallelism(), memoryGib: os.totalmem() / 2 ** 30, load: os.loadavg()[0]! }, unit: "", n: 1, how: "processors, memory, and the load average of the last minute before anything was measured" };
}

/** A part that fails says so among the figures, and the others are measured all the same. */
async function attempted(ending: Ending, name: string, work: () => Promise<void>): Promise<void> {
  if (ending.isUnderWay) return;
  try {
    await work();
  } catch (error) {
    if (ending.isUnderWay) return;
    console.error(error);
    console.log(failedLine(name, (error as Error).message));
    process.exitCode = 1;
  }
}

async function measureFiles(platform: Platform, firstPort: number): Promise<void> {
  print(await said("files", () => fileFigures(platform, firstPort)));
  print([await said("a hundred downloads at once", () => parallelFigure(platform))]);
}

/** Of so many a viewer sees more than can be loaded into one table. */
const ROWS_LOADED = 20_000;

async function measurePages(platform: Platform, ending: Ending, debuggingPort: number): Promise<void> {
  if (chromiumPath === undefined) return console.log(skippedLine("pages", "no Chromium: apt-get install chromium"));
  const store = syntheticStore({ name: "syn-pages", observations: ROWS_LOADED, products: true, member: true });
  await said(`loading ${ROWS_LOADED} observations with files`, () => loadStore(store));
  await said("portal and identity service", () => startPortal(platform));
  print(await said("pages", () => pageFigures(platform, ending, store, debuggingPort)));
}

async function measureLaunch(platform: Platform, hub: FoundHub): Promise<void> {
  if ("python" in hub) print([await said("launches", () => launchFigure(platform, hub.python))]);
  else console.log(skippedLine("launch", hub.missing));
}

async function measureCatalogue(platform: Platform, { observations: sizes }: BenchOptions, wants: (...parts: PartName[]) => boolean): Promise<void> {
  const base = syntheticStore({ name: "syn-base", observations: sizes[0]! - FIRST_OBSERVATIONS, products: false, member: true });
  const bySize: { size: number; figures: Figure[] }[] = [];
  if (wants("search")) await said("portal and identity service", () => startPortal(platform));
  let size = (await loadStore(syntheticStore({ name: "syn-first", observations: FIRST_OBSERVATIONS, products: true, member: false }))).observations;
  await settle(platform);
  for (const [step, next] of (wants("search", "embargo") ? sizes : sizes.slice(0, 1)).entries()) {
    size += await grow(platform, step === 0 ? base : fillingStore(size, next), next - size, wants("load"));
    const catalogue: Catalogue = { size, base };
    if (wants("embargo")) print(await said(`embargo on and off at ${size}`, () => embargoFigures(platform, catalogue)));
    if (wants("embargo")) print(await said(`the embargo's pages at ${size}`, () => officeFigures(catalogue)));
    if (wants("search")) {
      const figures = await said(`search at ${size}`, () => searchFigures(platform, catalogue));
      print(figures);
      bySize.push({ size, figures });
    }
    if (step === 0 && wants("load")) size += await loadWithFiles(Math.min(size, MOST_WITH_FILES, Math.floor(((sizes[1] ?? Infinity) - size) / 2)));
  }
  print(growthFigures(bySize));
}

/** A small store is there already, as on every day but the first: plans made for it must not be kept for large ones. */
const FIRST_OBSERVATIONS = 1000;
/** Loading with files takes several times as long, and its rate tells at this size what it is. */
const MOST_WITH_FILES = 100_000;

async function loadWithFiles(observations: number): Promise<number> {
  const store = syntheticStore({ name: "syn-files", observations, products: true, member: false });
  const loaded = await said(`loading ${observations} observations with files`, () => loadStore(store));
  print([loadFigure(`load.${observations}.withFiles`, "each observation with an event file of two HDUs and links to four IRF HDUs of a file that a hundred share", loaded)]);
  return loaded.observations;
}

/** Brings the catalogue to a size by observations without files. */
async function grow(platform: Platform, store: SyntheticStore, observations: number, measured: boolean): Promise<number> {
  const loaded = await said(`loading ${observations} observations`, () => loadStore(store));
  if (measured) print([loadFigure(`load.${observations}.observations`, "observations alone, without files", loaded)]);
  await settle(platform);
  return loaded.observations;
}

function print(figures: readonly Figure[]): void {
  for (const figure of figures) console.log(lineOf(figure));
}

/** Progress goes to stderr: stdout has the figures only. */
async function said<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const started = performance.now();
  const result = await work();
  console.error(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}
