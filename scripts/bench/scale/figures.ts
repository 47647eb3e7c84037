import path from "node:path";
import type { Loaded } from "../catalogue";
import type { Figure } from "../figure";
import { median, quantile } from "../statistics";
import { ASKED_MEANWHILE } from "./during-load";
import type { Times } from "./measure";

const tenMillion = 10_000_000;
/** The issue of the scale: ten million observations in ten minutes. */
const LOADING_SEC = 600;
const allowedMs = (sqlMs: number) => 1.5 * sqlMs + 3;

export function warmFigure(name: string, { http, sql }: Times, limitMs: number | null): Figure {
  const [httpMs, sqlMs] = [median(http), sql.length > 0 ? median(sql) : null];
  const budget = limitMs !== null ? { ratio: httpMs / limitMs, limit: 1 } : sqlMs !== null ? { ratio: httpMs / allowedMs(sqlMs), limit: 1 } : undefined;
  return {
    name,
    values: { httpP50Ms: httpMs, httpP95Ms: quantile(http, 0.95), sqlP50Ms: sqlMs, sqlP95Ms: sqlMs === null ? null : quantile(sql, 0.95) },
    unit: "ms",
    budget,
    n: http.length,
    how: `so many different requests of this kind, each the second time; ratio of p50 to ${limitMs === null ? "1.5 x the bare SQL of page and totals + 3 ms" : `${limitMs} ms`}`,
  };
}

export function coldFigure(name: string, { http }: Times, forgot: boolean): Figure {
  return { name, values: { httpP50Ms: median(http), httpP95Ms: quantile(http, 0.95), firstMs: http[0]! }, unit: "ms", n: http.length, how: `the same requests, each the first time after the database was started anew${forgot ? " and the machine's cache of files was emptied" : " (the machine's cache of files could not be emptied)"}` };
}

export function growthFigure(name: string, before: Times, after: Times, small: number, size: number): Figure {
  const [was, is] = [median(before.http), median(after.http)];
  return { name, values: { httpP50MsBefore: was, httpP50MsAfter: is }, unit: "ms", budget: { ratio: is / was, limit: 1.5 }, n: after.http.length, how: `p50 over HTTP at ${size} observations over that at ${small}, the same requests` };
}

export function duringFigure(name: string, calm: Times, during: Times): Figure {
  // The same requests: others of their kind find more or less.
  const [was, is] = [median(calm.http.slice(0, ASKED_MEANWHILE)), median(during.http)];
  return { name, values: { httpP50MsCalm: was, httpP50MsDuring: is, httpP95MsDuring: quantile(during.http, 0.95) }, unit: "ms", budget: { ratio: is / was, limit: 2 }, n: during.http.length, how: "p50 over HTTP while a store with files is loaded beside it, over that before" };
}

export function loadRateFigure(name: string, { observations, files, seconds }: Loaded, size: number | null): Figure {
  const wanted = (tenMillion / LOADING_SEC);
  return { name, values: { observationsPerSecond: observations / seconds, filesPerSecond: files / seconds, seconds, observations, files }, unit: "observations/s", budget: { ratio: observations / seconds / wanted, limit: 1, atLeast: true }, n: 1, how: `writeStore, 2.6 files for each observation${size === null ? "" : `, into a catalogue of ${size}, with searches beside it`}; ratio to ten million in ten minutes` };
}

export function plansFigure(size: number, file: string, wholeTable: readonly string[]): Figure {
  return { name: `scale.${size}.plans`, values: { kindsThatReadAWholeTable: wholeTable.length }, unit: "", budget: { ratio: wholeTable.length, limit: 0 }, n: 1, how: `auto_explain of one request of each kind: ${wholeTable.length > 0 ? `whole tables are read by ${wholeTable.join(", ")}; ` : ""}all plans in ${path.basename(path.dirname(file))}/${path.basename(file)}` };
}
