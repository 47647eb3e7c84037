import { z } from "zod";
import type { Browser } from "./browser";

const foundSchema = z.object({
  items: z.array(z.object({ id: z.string(), raDeg: z.number().nullable(), decDeg: z.number().nullable(), irfKinds: z.array(z.string()), access: z.object({ readable: z.boolean() }) })),
  nextCursor: z.string().nullable(),
});
export type Found = z.infer<typeof foundSchema>["items"][number];

/** A list of observations; null where the answer was an error. */
export async function find(browser: Browser, kind: string, search: Record<string, string>): Promise<z.infer<typeof foundSchema> | null> {
  const body = await browser.get(kind, `/api/v1/observations?${parameters(search)}`);
  return body && foundSchema.parse(JSON.parse(body.toString("utf8")));
}

export const parameters = (values: Record<string, string>) => new URLSearchParams(values).toString();
