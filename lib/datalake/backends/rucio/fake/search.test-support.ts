import { readPythonLiteral, type PythonValue } from "./python-literal.test-support";
import type { FakeDid } from "./world.test-support";

/** Keys that are columns of a DID here; the rest is JSON metadata. */
const columns: Record<string, (did: FakeDid) => PythonValue> = { name: (did) => did.name, bytes: (did) => did.bytes, did_type: (did) => did.type, adler32: (did) => did.adler32, md5: (did) => did.md5 };
const types: Record<string, readonly FakeDid["type"][]> = { all: ["FILE", "DATASET", "CONTAINER"], collection: ["DATASET", "CONTAINER"], dataset: ["DATASET"], container: ["CONTAINER"], file: ["FILE"] };

export class MixedKeys extends Error {}

/**
 * Finds DIDs as Rucio does.
 * PROTOCOLS: "`filters` is a PYTHON literal", "list = OR, dict = AND; `.gt .gte .lt .lte .ne`", "No order, no offset, no total. Column
 * keys and JSON keys can not be mixed. A JSON-key search ignores `type`."
 */
export function searchDids(dids: Iterable<FakeDid>, scope: string, query: URLSearchParams): string[] {
  const groups = readPythonLiteral(query.get("filters") ?? "[]");
  if (!Array.isArray(groups)) throw new SyntaxError("a list was expected");
  const keys = groups.flatMap((group) => Object.keys(group as object)).map((key) => key.split(".")[0]!);
  const byJson = keys.some((key) => !Object.hasOwn(columns, key));
  if (byJson && keys.some((key) => Object.hasOwn(columns, key))) throw new MixedKeys("filters of different metadata plugins");
  const wanted = byJson ? types.all! : (types[query.get("type") ?? "collection"] ?? []);
  const isLong = /^true$/i.test(query.get("long") ?? "");
  const lines: string[] = [];
  const limit = Number(query.get("limit") ?? Infinity);
  for (const did of dids) {
    if (lines.length >= limit) break;
    if (did.scope !== scope || !wanted.includes(did.type)) continue;
    if (!groups.some((group) => Object.entries(group as Record<string, PythonValue>).every(([key, value]) => holds(did, key, value)))) continue;
    // PROTOCOLS: "a quoted name per line, or `{"scope","name","did_type","bytes","length"}`"; Rucio's JSON plugin knows neither type nor size.
    const known = byJson ? { did_type: null, bytes: null, length: null } : { did_type: did.type, bytes: did.bytes, length: did.type === "FILE" ? null : did.content.length };
    lines.push(JSON.stringify(isLong ? { scope: did.scope, name: did.name, ...known } : did.name));
  }
  return lines;
}

function holds(did: FakeDid, keyAndOperator: string, value: PythonValue): boolean {
  const [key = "", operator] = keyAndOperator.split(".");
  const actual = columns[key] ? columns[key](did) : did.meta[key];
  if (actual === undefined) return false;
  if (operator === undefined) return typeof value === "string" && value.includes("*") ? pattern(value).test(String(actual)) : actual === value;
  if (operator === "ne") return actual !== value;
  if (actual === null || value === null || typeof actual !== typeof value) return false;
  return { gt: actual > value, gte: actual >= value, lt: actual < value, lte: actual <= value }[operator] ?? false;
}

/** Rucio's wildcard. */
function pattern(text: string): RegExp {
  return new RegExp(`^${text.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`, "s");
}
