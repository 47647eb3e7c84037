import { importClocks } from "@/lib/embargo/changes/csv-import";
import { importQuerySchema } from "@/lib/embargo/changes/office-schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { textBody } from "@/lib/http/text-body";

const LIMIT_BYTES = 2_000_000;

export const POST = route({ query: importQuerySchema }, async ({ viewer, query: { dryRun, reason, expect }, request }) => {
  const text = await textBody(request, "text/csv", LIMIT_BYTES);
  const answer = await importClocks(viewer, text, dryRun === "false" && reason !== undefined ? { dryRun: false, reason, expect } : { dryRun: true });
  return json(answer, { status: answer.change ? 201 : 200 });
});
