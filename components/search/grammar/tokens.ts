/** Where something stands in the box, in characters. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One word of the box: free text, or a key with its value. */
export interface Token extends Span {
  readonly key: string | null;
  /** Without quotes. */
  readonly value: string;
  /** Where the value stands, quotes included. */
  readonly valueFrom: number;
  readonly isOpen: boolean;
}

const word = /(?:([A-Za-z]+):)?("[^"]*"?|[^\s"]*)/y;

/**
 * Divides the box at blanks; within quotes blanks count as letters. What looks like a key and is none is left to the
 * parser, but for what is written with a colon for other reasons: ids (`hess-dl3-dr1:23523`) and positions (`05:34:31.9`).
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at]!)) {
      at += 1;
      continue;
    }
    word.lastIndex = at;
    const [all = "", key, raw = ""] = word.exec(text) ?? [];
    // A quote in the middle of a word begins another one.
    const length = Math.max(all.length, 1);
    const isQuoted = raw.startsWith('"');
    const isOpen = isQuoted && !(raw.length > 1 && raw.endsWith('"'));
    const value = isQuoted ? raw.slice(1, isOpen ? undefined : -1) : raw;
    tokens.push({ from: at, to: at + length, key: key?.toLowerCase() ?? null, value, valueFrom: at + length - raw.length, isOpen });
    at += length;
  }
  return tokens;
}

/** A value as it is written in the box: in quotes where it would be taken for something else. */
export function quoted(value: string): string {
  return /[\s":]/.test(value) || value === "" ? `"${value.replaceAll('"', "")}"` : value;
}
