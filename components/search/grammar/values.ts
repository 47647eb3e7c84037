import { mjdOf } from "@/components/search/form-change";
import type { FilterName } from "@/components/search/params";
import { positionFilters } from "@/components/search/position-filters";
import { parsePosition } from "@/lib/units/angle";

/** What a key's value says: filters, a name to be looked up on the sky, or why it can not be read. */
export type Reading = { readonly filters: Partial<Record<FilterName, string>> } | { readonly near: string } | { readonly mistake: string };

const number = /^[+-]?\d+(?:\.\d+)?$/;
const compared = /^(<=|>=|<|>|=|≤|≥)?\s*(.+)$/;

/** Reads the value of a key by its name. Values are texts of the API's filters. */
export function readValue(key: string, value: string): Reading {
  switch (key) {
    case "project":
    case "target":
    case "instrument":
    case "collection":
      return { filters: { [key]: value } };
    case "near": {
      const position = parsePosition(value);
      if (position) return { filters: positionFilters(position) };
      return /^[\d\s.,+:-]+$/.test(value) ? { mistake: "No position: write near:83.63,22.01 in degrees, near:\"05:34:31.9 +22:00:52\", or the name of a source." } : { near: value };
    }
    case "radius":
      return atMost("radiusDeg", value, 180, "degrees", "radius:2", 0);
    case "offset":
      return atMost("offsetMaxDeg", value, 180, "degrees", "offset:<1");
    case "zenith":
      return atMost("zenithMaxDeg", value, 90, "degrees", "zenith:<40");
    case "quality":
      return quality(value);
    case "livetime":
      return livetime(value);
    case "after":
      return day("startMjd", value, false, "after:2024-01-01");
    case "until":
      return day("endMjd", value, true, "until:2024-12-31");
    case "before":
      return day("endMjd", value, false, "before:2025-01-01");
    case "night":
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(mjdOf(value, false)) ? { filters: { night: value } } : { mistake: "Write the date of the evening: night:2004-12-04." };
    case "match":
      return value === "pointing" || value === "field-of-view" ? { filters: { match: value } } : { mistake: "Write match:pointing or match:field-of-view." };
    default:
      return ["readable", "visible", "mine"].includes(value) ? { filters: { access: value } } : { mistake: "Write access:readable, access:visible or access:mine." };
  }
}

/** `40`, `<40` and `<=40` are one: bounds of observations are inclusive. */
function atMost(name: FilterName, value: string, most: number, unit: string, example: string, above?: number): Reading {
  const [, sign, rest = ""] = compared.exec(value) ?? [];
  if (sign?.startsWith(">") || sign === "≥") return { mistake: `There is only an upper bound: write ${example}.` };
  const text = rest.replace(/°$/, "");
  const isGood = number.test(text) && Number(text) >= 0 && Number(text) <= most && (above === undefined || Number(text) > above);
  return isGood ? { filters: { [name]: String(Number(text)) } } : { mistake: `A number of ${unit} up to ${most}, as in ${example}.` };
}

function quality(value: string): Reading {
  const [, sign, rest = ""] = compared.exec(value) ?? [];
  const worst = sign === "<" ? Number(rest) - 1 : Number(rest);
  return /^\d$/.test(rest) && worst >= 0 && !sign?.startsWith(">") && sign !== "≥" ? { filters: { quality: String(worst) } } : { mistake: "The worst quality that is good enough, 0 to 9: quality:<=1." };
}

const secondsIn: Readonly<Record<string, number>> = { "": 60, m: 60, min: 60, h: 3600, s: 1, sec: 1 };

function livetime(value: string): Reading {
  const [, sign, rest = ""] = compared.exec(value) ?? [];
  if (sign?.startsWith("<") || sign === "≤") return { mistake: "There is only a lower bound: write livetime:>20." };
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*(h|min|m|sec|s)?$/.exec(rest) ?? [];
  return amount === "" ? { mistake: "Minutes, or with a unit: livetime:>20, livetime:>0.5h, livetime:>1200s." } : { filters: { livetimeMinSec: String(Number((Number(amount) * secondsIn[unit]!).toFixed(3))) } };
}

function day(name: FilterName, value: string, wholeDay: boolean, example: string): Reading {
  const mjd = mjdOf(value, wholeDay);
  return Number.isNaN(mjd) ? { mistake: `A date as in ${example}, an instant (2024-01-01T20:30), or an MJD.` } : { filters: { [name]: String(mjd) } };
}
