import { readiness } from "@/lib/http/readiness";

/** Can the portal serve? Names each part: database, IAM, lake, hub. 503 while one that it needs is away. */
export async function GET(): Promise<Response> {
  const state = await readiness();
  return Response.json(state, { status: state.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
}
