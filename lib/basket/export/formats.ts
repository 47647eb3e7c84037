import type { z } from "zod";
import type { Manifest, manifestQuerySchema } from "@/lib/basket/schemas";
import { setting } from "@/lib/config/environment";
import { manifestCsv } from "./csv";
import { manifestEsap } from "./esap";
import { manifestMetalink } from "./metalink";
import { manifestShell } from "./shell";

export type ManifestFormat = z.output<typeof manifestQuerySchema>["format"];

/** How a manifest leaves: under which name and type, and as which text. */
const formats: Record<ManifestFormat, { fileName: string; mediaType: string; write: (manifest: Manifest) => string }> = {
  json: { fileName: "manifest.json", mediaType: "application/json", write: (manifest) => JSON.stringify(manifest) },
  csv: { fileName: "manifest.csv", mediaType: "text/csv; charset=utf-8; header=present", write: manifestCsv },
  metalink: { fileName: "manifest.meta4", mediaType: "application/metalink4+xml", write: manifestMetalink },
  sh: { fileName: "fetch.sh", mediaType: "text/x-shellscript; charset=utf-8", write: (manifest) => manifestShell(manifest, setting("PORTAL_URL")) },
  esap: { fileName: "esap-basket.json", mediaType: "application/json", write: (manifest) => JSON.stringify(manifestEsap(manifest)) },
};

export function manifestResponse(manifest: Manifest, format: ManifestFormat): Response {
  const { fileName, mediaType, write } = formats[format];
  const asFile: Record<string, string> = format === "json" ? {} : { "content-disposition": `attachment; filename="${fileName}"` };
  return new Response(write(manifest), { headers: { "content-type": mediaType, ...asFile } });
}
