import { RucioFilterInvalid } from "./faults";

export type FilterValue = string | number | boolean;
/** Conditions that all hold: a metadata key, with an operator or without, and what it is compared with. */
export type FilterGroup = Readonly<Record<string, FilterValue>>;

const keyForm = /^[A-Za-z0-9_-]{1,255}(\.(gt|gte|lt|lte|ne))?$/;
/** Keys that are columns of the DID itself; all others are keys of its JSON metadata. Source: Rucio, DID_COLUMN plugin. */
const columnKeys = new Set(["scope", "name", "account", "did_type", "is_open", "monotonic", "hidden", "length", "bytes", "md5", "adler32", "guid", "events", "created_at", "updated_at", "expired_at", "eol_at", "project", "datatype", "run_number", "stream_name", "prod_step", "version", "campaign", "task_id", "panda_id"]);

/**
 * A search filter as Rucio takes it: the literal of a Python list (any of them) of dicts (all of each).
 * Source: PROTOCOLS, Rucio REST, Search. Every character of a value that could end or change the literal is escaped.
 * In text a `*` stays Rucio's wildcard: there is no way to escape it.
 *
 * @throws RucioFilterInvalid for a key or value that no search can have, or when columns and JSON keys are mixed.
 */
export function filterLiteral(groups: readonly FilterGroup[]): string {
  const keys = groups.flatMap((group) => Object.keys(group)).map((key) => key.replace(/\..*$/, ""));
  const columns = keys.filter((key) => columnKeys.has(key));
  if (columns.length > 0 && columns.length < keys.length) throw new RucioFilterInvalid(`it mixes columns (${columns.join(", ")}) with keys of the JSON metadata, which Rucio can not search together`);
  return `[${groups.map(groupLiteral).join(", ")}]`;
}

function groupLiteral(group: FilterGroup): string {
  return `{${Object.entries(group).map(([key, value]) => `${keyLiteral(key)}: ${valueLiteral(key, value)}`).join(", ")}}`;
}

function keyLiteral(key: string): string {
  if (!keyForm.test(key)) throw new RucioFilterInvalid(`${JSON.stringify(key.slice(0, 100))} is no metadata key with one of the operators gt, gte, lt, lte, ne`);
  return `'${key}'`;
}

function valueLiteral(key: string, value: FilterValue): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return textLiteral(key, value);
  if (!Number.isFinite(value)) throw new RucioFilterInvalid(`${key} is compared with ${value}, which is no number`);
  return String(value);
}

/** Printable ASCII but quote and backslash stays; everything else becomes an escape. Source: Python Language Reference, 2.4.1. */
function textLiteral(key: string, text: string): string {
  if (text.includes("\0")) throw new RucioFilterInvalid(`${key} is compared with a text that holds a NUL`);
  if (/\p{Surrogate}/u.test(text)) throw new RucioFilterInvalid(`${key} is compared with a text that is no Unicode`);
  let literal = "";
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === "'" || character === "\\") literal += `\\${character}`;
    else if (code >= 0x20 && code < 0x7f) literal += character;
    else literal += code <= 0xff ? `\\x${hex(code, 2)}` : code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  }
  return `'${literal}'`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
