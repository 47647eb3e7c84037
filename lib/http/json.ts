/** A JSON answer. */
export function json(value: unknown, init?: ResponseInit): Response {
  return Response.json(value, init);
}
