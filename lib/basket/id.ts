import { z } from "zod";
import { NotFound } from "@/lib/errors/requests";

/** A text of an address as the id of a basket or manifest. @throws NotFound for what can be no id: it names nothing, like one that was never given. */
export function idOrNotFound(text: string): string {
  const id = z.uuid().safeParse(text);
  if (!id.success) throw new NotFound();
  return id.data;
}
