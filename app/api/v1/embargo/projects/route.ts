import { managedProjectQuerySchema } from "@/lib/embargo/changes/office-schemas";
import { listManagedProjects } from "@/lib/embargo/changes/projects";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: managedProjectQuerySchema }, async ({ viewer, query: { cursor, ...query } }) => {
  const list = { list: "managed-projects", ...query };
  const after = cursor === undefined ? null : String(readCursor(list, cursor)[0]);
  const { items, more } = await listManagedProjects(viewer, query, after);
  return json({ items, nextCursor: more ? writeCursor(list, [items.at(-1)!.code]) : null, totalCount: more || after !== null ? null : items.length });
});
