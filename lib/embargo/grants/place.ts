import type { Sql } from "@/lib/embargo/transaction";
import { NotFound } from "@/lib/errors/requests";

/** Where rights are given: a project or a collection that the viewer sees, and whether they may give any there. */
export interface Place {
  readonly kind: "project" | "collection";
  readonly id: number;
  /** The project's code or the collection's name. */
  readonly name: string;
  readonly inCharge: boolean;
}

const PROJECT = "SELECT 'project' AS kind, id, code AS name, embargo.governs(NULL, id, NULL) AS \"inCharge\" FROM project WHERE id = (SELECT embargo.project_named($1))";
const COLLECTION = "SELECT 'collection' AS kind, id, name, embargo.governs(id, NULL, NULL) AS \"inCharge\" FROM collection WHERE name = $1";

/** @throws NotFound, for a hidden one as for one that does not exist. */
export async function placeOf(sql: Sql, kind: Place["kind"], name: string): Promise<Place> {
  const [place] = await sql.rows<Place>(kind === "project" ? PROJECT : COLLECTION, [name]);
  if (!place) throw new NotFound();
  return place;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What is no id names nothing. @throws NotFound */
export function checkedId(id: string): string {
  if (!uuid.test(id)) throw new NotFound();
  return id;
}
