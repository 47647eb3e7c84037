/** Is the process alive? Asks nobody: a supervisor restarts what does not answer, and must not when the database is away. */
export function GET(): Response {
  return new Response("ok\n", { headers: { "content-type": "text/plain", "cache-control": "no-store" } });
}
