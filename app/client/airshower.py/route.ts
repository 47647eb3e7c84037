import { createHash } from "node:crypto";
import { setting } from "@/lib/config/environment";
import { oneFileClient } from "@/lib/python-client/one-file";

// Read at each request, so that it is always the client of this portal; the same for everybody.
export const dynamic = "force-dynamic";

/** `/client/airshower.py`: the Python client as one file, for places where it is not installed. */
export async function GET(request: Request): Promise<Response> {
  const text = await oneFileClient(setting("PORTAL_URL"));
  const etag = `"${createHash("sha256").update(text).digest("hex")}"`;
  const headers = { etag, "cache-control": "public, no-cache" };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, "content-type": "text/x-python; charset=utf-8", "content-disposition": 'attachment; filename="airshower.py"' } });
}
