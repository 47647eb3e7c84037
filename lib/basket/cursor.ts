import { z } from "zod";
import { BadCursor } from "@/lib/errors/requests";

/** After which item a page begins: when it was added, and its public id. */
export interface BasketPlace {
  readonly addedAt: string;
  readonly id: string;
}

const placeSchema = z.tuple([z.iso.datetime(), z.string().min(1).max(1100)]);

export function writeCursor(place: BasketPlace): string {
  return Buffer.from(JSON.stringify([place.addedAt, place.id])).toString("base64url");
}

/** @throws BadCursor for text that `writeCursor` did not make. */
export function readCursor(cursor: string): BasketPlace {
  try {
    const [addedAt, id] = placeSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    const place = { addedAt, id };
    if (writeCursor(place) === cursor) return place;
  } catch {
    // What can not be read is answered as what was not issued.
  }
  throw new BadCursor();
}
