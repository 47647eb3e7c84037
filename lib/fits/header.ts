import { cardBytes, type CardValue, type FitsCard } from "@/lib/fits/card";

/** The cards of one HDU, in order, with long strings joined. */
export class FitsHeader {
  private readonly byKeyword = new Map<string, FitsCard>();

  constructor(readonly cards: readonly FitsCard[]) {
    for (const card of cards) {
      // The first of a repeated keyword counts, as in astropy.
      if (!this.byKeyword.has(card.keyword)) this.byKeyword.set(card.keyword, card);
    }
  }

  /** The value as written, undefined when the keyword is absent. */
  get(keyword: string): CardValue | undefined {
    return this.byKeyword.get(keyword.toUpperCase())?.value;
  }

  /** The value as trimmed text; null when absent or blank. */
  text(keyword: string): string | null {
    const value = this.get(keyword);
    const text = value === undefined || value === null ? "" : String(value).trim();
    return text === "" ? null : text;
  }

  /** The value as a number, read from text too (H.E.S.S. quotes GEOLON); null when absent or no number. */
  number(keyword: string): number | null {
    const value = this.get(keyword);
    if (typeof value === "number") return value;
    if (typeof value === "bigint") return Number(value);
    const parsed = typeof value === "string" ? parseNumber(value.trim()) : null;
    return parsed === null ? null : Number(parsed);
  }
}

function parseNumber(text: string): number | bigint | null {
  if (/^[+-]?\d+$/.test(text)) {
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : BigInt(text);
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([ED][+-]?\d+)?$/i.test(text)) return null;
  return Number(text.replace(/d/i, "E"));
}

/** Value and comment of the part of a card behind `= `. Source: FITS 4.0, section 4.2. */
function parseValue(text: string): { value: CardValue; comment?: string } {
  const quoted = /^\s*'((?:[^']|'')*)'?\s*(?:\/\s?(.*))?/.exec(text);
  if (quoted) return withComment(quoted[1]!.replaceAll("''", "'").trimEnd(), quoted[2]);
  const slash = text.indexOf("/");
  const bare = (slash < 0 ? text : text.slice(0, slash)).trim();
  const comment = slash < 0 ? undefined : text.slice(slash + 1);
  if (bare === "") return withComment(null, comment);
  if (bare === "T" || bare === "F") return withComment(bare === "T", comment);
  return withComment(parseNumber(bare) ?? bare, comment);
}

function withComment(value: CardValue, comment: string | undefined): { value: CardValue; comment?: string } {
  const text = comment?.trim();
  return text ? { value, comment: text } : { value };
}

function parseCard(image: string): FitsCard {
  const keyword = image.slice(0, 8).trimEnd();
  if (image[8] === "=") return { keyword, ...parseValue(image.slice(9)) };
  const long = /^HIERARCH\s+([^=]+?)\s*=(.*)$/.exec(image);
  if (long) return { keyword: long[1]!.toUpperCase(), ...parseValue(long[2]!) };
  return { keyword, value: image.slice(8).trimEnd() };
}

/**
 * The cards of a header's text (blocks up to and including END), with CONTINUE joined to the string before it.
 */
export function parseHeader(text: string): FitsHeader {
  const cards: FitsCard[] = [];
  for (let at = 0; at < text.length; at += cardBytes) {
    const image = text.slice(at, at + cardBytes);
    if (image.trimEnd() === "END") break;
    const previous = cards.at(-1);
    const continues = image.startsWith("CONTINUE  ") && typeof previous?.value === "string" && previous.value.endsWith("&");
    if (!continues) {
      cards.push(parseCard(image));
      continue;
    }
    const { value, comment } = parseValue(image.slice(10));
    previous.value = (previous.value as string).slice(0, -1) + String(value ?? "");
    if (comment) previous.comment = comment;
  }
  return new FitsHeader(cards);
}
