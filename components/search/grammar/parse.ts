import { keyMeant, keyNamed } from "@/components/search/grammar/keys";
import { type Span, type Token, tokensOf } from "@/components/search/grammar/tokens";
import { readValue } from "@/components/search/grammar/values";
import type { FilterName } from "@/components/search/params";
import { positionFilters } from "@/components/search/position-filters";
import { parsePosition } from "@/lib/units/angle";

/** Something in the box that can not be understood, where it stands, and what to write instead. */
export interface Mistake extends Span {
  readonly message: string;
}

/** A name whose place on the sky has to be looked up before the search can be made. */
export interface NameToFind extends Span {
  readonly name: string;
}

export interface Parsed {
  readonly filters: Partial<Record<FilterName, string>>;
  readonly near: NameToFind | null;
  readonly mistakes: readonly Mistake[];
}

const publicId = /^[a-z0-9][a-z0-9._-]{0,62}:\d{1,18}$/;

/**
 * What the box asks for. Free words are a project's code (of those that the viewer sees), a position, else a target or an
 * observation id; with a radius beside them they are the name of a place on the sky.
 *
 * @param projectCodes codes that the viewer sees, in any case of letters
 */
export function parseBox(text: string, projectCodes: readonly string[]): Parsed {
  const filters: Partial<Record<FilterName, string>> = {};
  const mistakes: Mistake[] = [];
  const said = new Map<string, Token>();
  const free: Token[] = [];
  let near: NameToFind | null = null;
  const mistake = ({ from, to }: Span, message: string) => void mistakes.push({ from, to, message });

  for (const token of tokensOf(text)) {
    const written = text.slice(token.from, token.to);
    const key = token.key === null ? undefined : keyNamed(token.key);
    if (token.isOpen) mistake(token, 'The closing quote is missing: "…".');
    else if (token.key === null || (!key && publicId.test(written))) free.push(token.key === null ? token : { ...token, key: null, value: written });
    else if (!key) {
      const meant = keyMeant(token.key);
      mistake({ from: token.from, to: token.from + token.key.length + 1 }, meant ? `There is no such key: do you mean ${meant.name}:?` : "There is no such key: write it in quotes to search for the words.");
    } else if (token.value.trim() === "") mistake(token, `A value is missing, as in ${key.example}.`);
    else if (said.has(key.name)) mistake(token, `${key.name}: stands here twice.`);
    else {
      said.set(key.name, token);
      const reading = readValue(key.name, token.value.trim());
      if ("mistake" in reading) mistake({ from: token.valueFrom, to: token.to }, reading.mistake);
      else if ("near" in reading) near = { name: reading.near, from: token.valueFrom, to: token.to };
      else if (Object.keys(reading.filters).some((name) => name in filters)) mistake(token, "until: and before: say the same: one of them is enough.");
      else Object.assign(filters, reading.filters);
    }
  }

  const words = wordsOf(free, text);
  if (words) {
    const code = projectCodes.find((known) => known.toLowerCase() === words.name.toLowerCase());
    const position = words.isQuoted ? null : parsePosition(words.name);
    const asksForPlace = ["radius", "offset", "match"].some((name) => said.has(name)) && !said.has("near");
    if (position && !said.has("near")) Object.assign(filters, positionFilters(position));
    else if (code && filters.project === undefined && !words.isQuoted) filters.project = code;
    else if (asksForPlace && near === null) near = { name: words.name, from: words.from, to: words.to };
    else filters.q = words.name;
  }
  relate(filters, near, said, mistake);
  return { filters, near, mistakes };
}

/** What only makes sense together. */
function relate(filters: Parsed["filters"], near: NameToFind | null, said: ReadonlyMap<string, Token>, mistake: (at: Span, message: string) => void): void {
  const hasPlace = near !== null || filters.raDeg !== undefined;
  for (const name of ["radius", "offset", "match"]) {
    const token = said.get(name);
    if (token && !hasPlace && !said.has("near")) mistake(token, `${name}: needs a position: add near:83.63,22.01, or the name of a source.`);
  }
  if (filters.match === "pointing" && filters.radiusDeg === undefined && said.has("match") && !said.has("radius")) mistake(said.get("match")!, "A cone on pointings needs a radius: add radius:2.");
  if (filters.startMjd !== undefined && filters.endMjd !== undefined && Number(filters.startMjd) > Number(filters.endMjd)) mistake((said.get("until") ?? said.get("before"))!, "This is before the first day.");
}

function wordsOf(free: readonly Token[], text: string): (NameToFind & { readonly isQuoted: boolean }) | null {
  const [first, last] = [free[0], free.at(-1)];
  if (!first || !last) return null;
  const name = free.map(({ value }) => value.trim()).filter(Boolean).join(" ");
  return name === "" ? null : { name, from: first.from, to: last.to, isQuoted: free.length === 1 && text[first.from] === '"' };
}
