import { listChanges } from "@/lib/embargo/changes/list";
import { makeChange } from "@/lib/embargo/changes/make";
import { changeQuerySchema, changeRequestSchema } from "@/lib/embargo/changes/schemas";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: changeQuerySchema }, async ({ viewer, query: { cursor, ...query } }) => {
  const list = { list: "embargo-changes", ...query };
  const before = cursor === undefined ? null : String(readCursor(list, cursor)[0]);
  const { items, end } = await listChanges(viewer, query, before);
  return json({ items, nextCursor: end === null ? null : writeCursor(list, [end]), totalCount: end === null && before === null ? items.length : null });
});

export const POST = route({ body: changeRequestSchema }, async ({ viewer, body }) => json(await makeChange(viewer, body.change, body.reason, body.expect), { status: 201 }));
