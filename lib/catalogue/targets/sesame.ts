import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import { log } from "@/lib/config/log";
import { separationDeg, unitVector } from "@/lib/units/sphere";
import type { Target } from "./schemas";

/** People wait for it with a form before them. */
const LIMIT_MS = 5000;
/** An object with a thousand names stays below this. */
const ANSWER_LIMIT_BYTES = 256_000;
/** Anybody may ask: CDS shall see no more of us at once than of one person. */
const AT_ONCE = 4;
const ALIASES_SHOWN = 12;
/** Two databases that put one object this near agree. */
const SAME_WITHIN_DEG = 1 / 60;

/** CDS could not be asked, or did not answer as it should. The message is for whoever asked. */
export class SesameFailed extends Error {}

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@", parseTagValue: false, trimValues: true, processEntities: true, isArray: (name) => ["Target", "Resolver", "alias"].includes(name) });
const resolverSchema = z.object({
  "@name": z.string().default(""),
  jradeg: z.coerce.number().min(0).max(360).optional(),
  jdedeg: z.coerce.number().min(-90).max(90).optional(),
  oname: z.string().optional(),
  otype: z.string().optional(),
  alias: z.array(z.string()).default([]),
});
/** An element without content is read as an empty text. Source: https://cds.unistra.fr/cgi-bin/Sesame, its schema sesame_4x.xsd. */
const empty = z.literal("");
const answerSchema = z.object({ Sesame: z.object({ Target: z.array(z.union([z.object({ Resolver: z.array(z.union([resolverSchema, empty])).default([]) }), empty])) }) });

let underWay = 0;

/**
 * Asks CDS Sesame (SIMBAD, then NED, then VizieR) for a name. What it knows by it, one per position; empty: nothing.
 *
 * @throws SesameFailed; the signal's own reason when the asker has gone
 */
export async function askSesame(url: string, name: string, signal: AbortSignal): Promise<Target[]> {
  if (underWay >= AT_ONCE) throw new SesameFailed("CDS is being asked for several other names just now. Try again in a few seconds, or give the position.");
  underWay += 1;
  try {
    return targetsIn(await answerText(`${url}/-oxI/SNV?${encodeURIComponent(name)}`, signal), name);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SesameFailed) throw error;
    log.warn({ err: error }, "Sesame failed");
    throw new SesameFailed("CDS (Sesame), which knows more names than this portal, can not be reached just now. Try again later, or give the position.", { cause: error });
  } finally {
    underWay -= 1;
  }
}

async function answerText(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { redirect: "error", cache: "no-store", headers: { accept: "text/xml" }, signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]) });
  if (!response.ok || response.body === null) throw new Error(`Sesame answered ${response.status}`);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body) {
    bytes += piece.byteLength;
    // Leaving the loop gives the connection up.
    if (bytes > ANSWER_LIMIT_BYTES) throw new Error(`Sesame answered more than ${ANSWER_LIMIT_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function targetsIn(xml: string, name: string): Target[] {
  const { Sesame } = answerSchema.parse(parser.parse(xml));
  const found = Sesame.Target.flatMap((target) => (target === "" ? [] : target.Resolver)).flatMap((resolver): Target[] => {
    if (resolver === "" || resolver.jradeg === undefined || resolver.jdedeg === undefined) return [];
    const plain = (text: string) => text.replace(/\s+/g, " ").trim();
    return [{
      name: plain(resolver.oname ?? name),
      aliases: resolver.alias.map(plain).slice(0, ALIASES_SHOWN),
      raDeg: resolver.jradeg % 360,
      decDeg: resolver.jdedeg,
      classes: resolver.otype ? [resolver.otype] : [],
      source: { id: "sesame", title: `CDS Sesame${databaseOf(resolver["@name"])}`, url: "https://cds.unistra.fr/cgi-bin/Sesame" },
    }];
  });
  return found.filter((target, i) => !found.slice(0, i).some((before) => separationDeg(unitVector(before), unitVector(target)) < SAME_WITHIN_DEG));
}

/** `S=Simbad (via url):` as ` (Simbad)`. */
function databaseOf(resolver: string): string {
  const database = /^\w=(\w+)/.exec(resolver)?.[1];
  return database ? ` (${database})` : "";
}
