/** A part of a boolean expression that can be taken out: where it stands, and what takes its place. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  /** What leaves the rest as if the part were not there: true in a conjunction, false in a disjunction. */
  readonly neutral: "true" | "false";
  readonly part: string;
}

type Word = { readonly text: string; readonly start: number; readonly end: number };

/**
 * The terms of every AND and OR in an expression as PostgreSQL writes it out (pg_get_expr), which puts each operation
 * into parentheses of its own. Terms of nested operations come too, those in sub-selects and in WHEN branches included.
 */
export function booleanParts(text: string): Cut[] {
  const words = wordsOf(text);
  const cuts: Cut[] = [];
  const open: { from: number; joiners: { word: Word; kind: string }[] }[] = [{ from: 0, joiners: [] }];
  const close = (end: number) => {
    const group = open.pop()!;
    const kinds = new Set(group.joiners.map(({ kind }) => kind));
    // A conjunction written without parentheses of its own, within other words, is left to its terms' own parts.
    if (kinds.size !== 1) return;
    const neutral = kinds.has("AND") ? "true" : "false";
    const edges = [group.from, ...group.joiners.flatMap(({ word }) => [word.start, word.end]), end];
    for (let i = 0; i < edges.length; i += 2) cuts.push(cutOf(text, edges[i]!, edges[i + 1]!, neutral));
  };
  for (const word of words) {
    const group = open.at(-1)!;
    if (word.text === "(") open.push({ from: word.end, joiners: [] });
    else if (word.text === ")") close(word.start);
    else if (word.text === "AND" || word.text === "OR") group.joiners.push({ word, kind: word.text });
  }
  close(text.length);
  return cuts.filter(({ part }) => part !== "" && part !== "true" && part !== "false" && balanced(part));
}

/** What each branch of every CASE gives, and each condition that stands alone behind WHERE: they join nothing, and decide all the same. */
export function loneParts(text: string): Cut[] {
  const words = wordsOf(text);
  return [...branches(text, words), ...loneConditions(text, words)].filter(({ part }) => part !== "true" && part !== "false");
}

function branches(text: string, words: readonly Word[]): Cut[] {
  const cuts: Cut[] = [];
  const cases: { from: number | null }[] = [];
  for (const word of words) {
    if (word.text === "CASE") cases.push({ from: null });
    const inner = cases.at(-1);
    if (!inner || !["WHEN", "THEN", "ELSE", "END"].includes(word.text)) continue;
    if (inner.from !== null) cuts.push(cutOf(text, inner.from, word.start, "true"));
    inner.from = word.text === "THEN" || word.text === "ELSE" ? word.end : null;
    if (word.text === "END") cases.pop();
  }
  return cuts;
}

function loneConditions(text: string, words: readonly Word[]): Cut[] {
  return words.flatMap((word, i) => {
    if (word.text !== "WHERE" || words[i + 1]?.text !== "(") return [];
    let depth = 0;
    for (const inner of words.slice(i + 1)) {
      if (inner.text === "(") depth += 1;
      if (inner.text === ")") depth -= 1;
      // Terms of a conjunction are parts by themselves.
      if (depth === 1 && (inner.text === "AND" || inner.text === "OR")) return [];
      if (depth === 0) return [cutOf(text, words[i + 1]!.start, inner.end, "true")];
    }
    return [];
  });
}

function cutOf(text: string, start: number, end: number, neutral: Cut["neutral"]): Cut {
  const raw = text.slice(start, end);
  const before = raw.length - raw.trimStart().length;
  const part = raw.trim();
  return { start: start + before, end: start + before + part.length, neutral, part };
}

/** A part that begins inside a WHERE or a CASE carries its first words: it is no expression by itself. */
const balanced = (part: string) => !/^\s*(SELECT|CASE|WHEN|ELSE|COALESCE\b.*[^)]$)/.test(part) || /^CASE\b[\s\S]*\bEND$/.test(part);

/** Words, parentheses and texts in quotes, which may hold anything. */
function wordsOf(text: string): Word[] {
  return [...text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_][A-Za-z0-9_.]*|[()]/g)].map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }));
}

/** The expression without that part. */
export const without = (text: string, { start, end, neutral }: Cut): string => text.slice(0, start) + neutral + text.slice(end);
