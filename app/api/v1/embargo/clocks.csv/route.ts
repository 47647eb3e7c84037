import { exportClocks } from "@/lib/embargo/changes/csv-export";
import { clocksQuerySchema } from "@/lib/embargo/changes/office-schemas";
import { route } from "@/lib/http/route";

export const GET = route({ query: clocksQuerySchema }, async ({ viewer, query }) => {
  const text = await exportClocks(viewer, query.project, query.observations !== undefined);
  return new Response(text, { headers: { "content-type": "text/csv; charset=utf-8; header=present", "content-disposition": 'attachment; filename="clocks.csv"' } });
});
