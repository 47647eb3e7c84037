import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { observationFacets, observationTargets } from "./facets";
import type { Completion, completionKeys, CompletionQuery } from "./completion-schemas";
import { targetKey } from "./target-key";

type Key = (typeof completionKeys)[number];
const MOST = 8;

/** Codes are written in capitals nearly everywhere, and typed in small letters: $1 and $3 are where the two begin, $2 and $4 where they end. */
const PROJECTS = `SELECT code FROM project WHERE (code COLLATE "C" >= $1 AND code COLLATE "C" < $2) OR (code COLLATE "C" >= $3 AND code COLLATE "C" < $4) ORDER BY code COLLATE "C" LIMIT ${MOST}`;

/**
 * What begins with a text, of what this viewer may see: hidden projects, targets and instruments are not among it, and
 * change nothing in it.
 */
export async function complete(viewer: Viewer, { key, text }: CompletionQuery): Promise<Completion> {
  const of = async (each: Key, most: number) => (await values(viewer, each, text)).slice(0, most).map((value) => ({ key: each, value }));
  if (key !== undefined) return { items: await of(key, MOST) };
  return { items: [...(await of("project", MOST / 2)), ...(await of("target", MOST / 2))] };
}

async function values(viewer: Viewer, key: Key, text: string): Promise<string[]> {
  switch (key) {
    case "project":
      return withViewerSql(viewer, (sql) => projectCodes(sql, text));
    case "collection":
      return withViewerSql(viewer, async (sql) => beginning(text, (await sql.rows<{ name: string }>("SELECT name FROM collection ORDER BY name")).map(({ name }) => name)));
    case "instrument":
      return beginning(text, (await observationFacets(viewer, {})).instrument.map(({ value }) => value));
    case "target":
      return (await observationTargets(viewer, targetKey(text) === "" ? {} : { q: text })).filter((value) => targetKey(value).startsWith(targetKey(text)));
  }
}

async function projectCodes(sql: Sql, text: string): Promise<string[]> {
  const end = (begin: string) => `${begin}\u{10FFFF}`;
  const rows = await sql.rows<{ code: string }>(PROJECTS, [text, end(text), text.toUpperCase(), end(text.toUpperCase())]);
  return rows.map(({ code }) => code);
}

function beginning(text: string, all: readonly string[]): string[] {
  return all.filter((value) => targetKey(value).startsWith(targetKey(text)));
}
