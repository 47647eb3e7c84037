import { keyNamed, keys } from "@/components/search/grammar/keys";
import { quoted, type Span, tokensOf } from "@/components/search/grammar/tokens";

/** Something to put into the box, in place of what is being typed. */
export interface Suggestion extends Span {
  readonly insert: string;
  readonly text: string;
  readonly note: string;
}

/** What to ask the catalogue for, about the word under the caret; without a key, projects and targets. */
export interface CatalogueQuestion {
  readonly key: string | null;
  readonly text: string;
}

export interface Situation extends Span {
  readonly own: readonly Suggestion[];
  readonly question: CatalogueQuestion | null;
}

const LEAST_TYPED = 2;

/** What can be said without asking anybody about the word in which the caret stands, and what the catalogue is to be asked. */
export function situationAt(text: string, caret: number): Situation {
  const token = tokensOf(text).find(({ from, to }) => from < caret && caret <= to);
  const span = token ? { from: token.from, to: token.to } : { from: caret, to: caret };
  const typed = token && token.key === null ? token.value.slice(0, Math.max(0, caret - token.from)).toLowerCase() : "";
  if (!token || token.key === null) {
    const own = keys.filter(({ name }) => name.startsWith(typed)).map(({ name, help, example }) => ({ ...span, insert: `${name}:`, text: `${name}:`, note: `${help}, as in ${example}` }));
    return { ...span, own, question: typed.length >= LEAST_TYPED ? { key: null, text: typed } : null };
  }
  const key = keyNamed(token.key);
  if (key?.values === "catalogue") return { ...span, own: [], question: { key: key.name, text: token.value } };
  const own = (key?.values ?? []).filter((value) => value.startsWith(token.value.replace(/^[<>=≤]+/, ""))).map((value) => ({ ...span, insert: `${key!.name}:${value}`, text: `${key!.name}:${value}`, note: key!.help }));
  return { ...span, own, question: null };
}

/** What the catalogue answered, as it is put into the box. */
export function suggestionOf(span: Span, { key, value }: { key: string; value: string }): Suggestion {
  return { from: span.from, to: span.to, insert: `${key}:${quoted(value)}`, text: value, note: key };
}

/** The box after a suggestion was taken, and where the caret then stands: after a key, to go on with its value. */
export function taken(text: string, { from, to, insert }: Suggestion): { text: string; caret: number } {
  const isWhole = !insert.endsWith(":");
  const after = text.slice(to);
  const gap = isWhole && !after.startsWith(" ") ? " " : "";
  return { text: text.slice(0, from) + insert + gap + after, caret: from + insert.length + (isWhole ? 1 : 0) };
}
