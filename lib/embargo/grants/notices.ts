import type { Sql } from "@/lib/embargo/transaction";

/** What somebody is told. A line of plain text that holds no data; it is shown and mailed only while `about` is visible to them. */
export interface Telling {
  /** Stable, kebab-case: what happened. */
  readonly kind: NoticeKind;
  readonly text: string;
  /** A path of the portal. */
  readonly link: string | null;
  readonly about: About;
}

/** Keys of the project and the collection that the text speaks of. */
export interface About {
  readonly projectId?: number | null;
  readonly collectionId?: number | null;
}

export type NoticeKind =
  | "request-made"
  | "request-answered"
  | "grant-given"
  | "grant-changed"
  | "grant-revoked"
  | "deputy-named"
  | "deputy-dropped"
  | "emergency"
  | "early-release"
  | "launch-affected"
  | "search-news";

/** Tells people, by their subjects, inside the transaction of what they are told of. */
export async function tell(sql: Sql, subs: readonly string[], { kind, text, link, about }: Telling): Promise<void> {
  await sql.run("INSERT INTO notice (sub, kind, text, link, project_id, collection_id) SELECT DISTINCT unnest($1::text[]), $2, $3, $4, $5::int, $6::int", [
    subs,
    kind,
    text,
    link,
    about.projectId ?? null,
    about.collectionId ?? null,
  ]);
}

/** Tells the PI and deputies of a project and its partners, other than who acts. Who they are stays in the database. */
export async function tellLeaders(sql: Sql, projectId: number, { kind, text, link }: Omit<Telling, "about">): Promise<void> {
  await sql.run("SELECT embargo.tell_leaders($1, $2, $3, $4)", [projectId, kind, text, link]);
}

/** Tells the person of a grant that is about to be revoked, where it gave them something to see. `text` names none of it. */
export async function tellRevoked(sql: Sql, grantId: string, text: string): Promise<void> {
  await sql.run("SELECT embargo.tell_revoked($1, $2)", [grantId, text]);
}

/** Tells who manages the embargo of all of a project's collections, or of a collection, other than who acts. */
export async function tellManagers(sql: Sql, { kind, text, link, about }: Telling): Promise<void> {
  await sql.run("SELECT embargo.tell_managers($1, $2, $3, $4, $5)", [about.projectId ?? null, about.collectionId ?? null, kind, text, link]);
}
