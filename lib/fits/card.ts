import { FitsUnwritable, type FitsPlace } from "@/lib/fits/errors";

/** Value of a header card. Integers beyond 2^53 are bigint; null is a keyword without a value. */
export type CardValue = string | number | bigint | boolean | null;

/**
 * One header card. COMMENT, HISTORY and blank cards carry their text in `value`.
 * `float` writes a whole number with a decimal point, so that readers take it as real.
 */
export type FitsCard = { keyword: string; value: CardValue; comment?: string; float?: boolean };

export const cardBytes = 80;
const commentary = new Set(["COMMENT", "HISTORY", ""]);

function formatReal(value: number): string {
  const text = String(value).toUpperCase();
  const [mantissa = "", exponent] = text.split("E");
  const digits = mantissa.includes(".") ? mantissa : `${mantissa}.0`;
  return exponent === undefined ? digits : `${digits}E${exponent}`;
}

function formatNumber(card: FitsCard, value: number | bigint, place: FitsPlace): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new FitsUnwritable(place, `keyword ${card.keyword} is ${value}, which a FITS header can not hold; leave it out`);
  }
  const whole = typeof value === "bigint" || (Number.isSafeInteger(value) && !card.float);
  return (whole ? String(value) : formatReal(value as number)).padStart(20);
}

/** Pieces of a long string: each but the last ends in `&`, quotes doubled and never split. Source: FITS 4.0, 4.2.1.2. */
function splitText(text: string, firstRoom: number, room: number): string[] {
  const pieces = [""];
  for (const character of text) {
    const written = character === "'" ? "''" : character;
    const limit = (pieces.length === 1 ? firstRoom : room) - 1;
    if (pieces.at(-1)!.length + written.length > limit) pieces.push("");
    pieces[pieces.length - 1] += written;
  }
  return pieces;
}

function formatText(prefix: string, text: string, comment: string | undefined): string[] {
  const escaped = text.replaceAll("'", "''");
  const note = comment ? ` / ${comment}` : "";
  if (prefix.length + escaped.length + 2 <= cardBytes) {
    return [`${prefix}'${escaped.padEnd(8)}'${note}`.slice(0, cardBytes)];
  }
  const pieces = splitText(text, cardBytes - prefix.length - 2, cardBytes - 12);
  return pieces.map((piece, index) => {
    const last = index === pieces.length - 1;
    const start = index === 0 ? prefix : "CONTINUE  ";
    return `${start}'${piece}${last ? "" : "&"}'${last ? note : ""}`.slice(0, cardBytes);
  });
}

function formatCommentary(keyword: string, text: string): string[] {
  const room = cardBytes - 8;
  const count = Math.max(1, Math.ceil(text.length / room));
  return Array.from({ length: count }, (_, index) => keyword.padEnd(8) + text.slice(index * room, (index + 1) * room));
}

/**
 * The 80-character images of one card: one, or several with CONTINUE when a string is long.
 * A comment that does not fit is cut, a value never.
 *
 * @throws FitsUnwritable for text that is not printable ASCII, a keyword FITS can not spell, NaN or infinity.
 */
export function formatCard(card: FitsCard, place: FitsPlace): string[] {
  const keyword = card.keyword.toUpperCase();
  const text = `${keyword}${typeof card.value === "string" ? card.value : ""}${card.comment ?? ""}`;
  if (/[^\x20-\x7e]/.test(text)) {
    throw new FitsUnwritable(place, `keyword ${keyword} holds characters that are not printable ASCII`);
  }
  if (commentary.has(keyword)) return formatCommentary(keyword, String(card.value ?? "")).map((line) => line.padEnd(cardBytes));
  const standard = /^[A-Z0-9_-]{1,8}$/.test(keyword);
  if (!standard && !/^[A-Z0-9_.-]+( [A-Z0-9_.-]+)*$/.test(keyword)) {
    throw new FitsUnwritable(place, `'${card.keyword}' is no FITS keyword`);
  }
  const prefix = standard ? `${keyword.padEnd(8)}= ` : `HIERARCH ${keyword} = `;
  if (prefix.length > 56) throw new FitsUnwritable(place, `keyword ${keyword} is too long`);
  if (typeof card.value === "string") return formatText(prefix, card.value, card.comment).map((line) => line.padEnd(cardBytes));
  const value =
    card.value === null ? "" : typeof card.value === "boolean" ? (card.value ? "T" : "F").padStart(20) : formatNumber(card, card.value, place);
  const note = card.comment ? ` / ${card.comment}` : "";
  return [`${prefix}${value}${note}`.slice(0, cardBytes).padEnd(cardBytes)];
}
