import type { LookAnswer } from "./look";

/** A look as JSON. The result is JSON already: it is put in as it was kept, and not taken apart before. */
export function lookResponse(answer: LookAnswer): Response {
  if (answer.state === "making") return Response.json(answer, { headers: { "retry-after": "1" } });
  const { result, ...rest } = answer;
  const body = `${JSON.stringify(rest).slice(0, -1)},"result":${result}}`;
  return new Response(body, { headers: { "content-type": "application/json" } });
}
