import { BadRequest, BodyTooLarge } from "@/lib/errors/requests";

/**
 * The body of a request that carries a text of one media type and no JSON.
 *
 * @throws BadRequest for another media type @throws BodyTooLarge
 */
export async function textBody(request: Request, mediaType: string, limitBytes: number): Promise<string> {
  if (request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() !== mediaType) throw new BadRequest("content-type", `send ${mediaType}`);
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw new BodyTooLarge(limitBytes);
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > limitBytes) throw new BodyTooLarge(limitBytes);
  return new TextDecoder().decode(bytes);
}
