import { exportObservations } from "@/lib/catalogue/export/export";
import { observationQuerySchema } from "@/lib/catalogue/schemas";
import { searchObservations } from "@/lib/catalogue/search";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: observationQuerySchema }, async ({ viewer, query }) => {
  if (query.format === "json") return json(await searchObservations(viewer, query));
  const { body, mediaType, fileName } = await exportObservations(viewer, query, query.format);
  return new Response(body, { headers: { "content-type": mediaType, "content-disposition": `attachment; filename="${fileName}"` } });
});
