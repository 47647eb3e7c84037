import fs from "node:fs";
import path from "node:path";
import type { ProductRole } from "@/lib/catalogue/schemas";
import type { LoadedProduct } from "./content";
import { BadProjectsFile } from "./errors";
import type { ProductEntry } from "./projects-file";
import type { TakeIn } from "./store-files";

/** Terms of use lie at a store's root under these names when the projects file does not say otherwise. */
const TERMS = /^(terms|license|licence|readme)(\.(txt|md|pdf))?$/i;

const mediaTypes: Record<string, string> = { ".json": "application/json", ".txt": "text/plain", ".log": "text/plain", ".md": "text/markdown", ".pdf": "application/pdf", ".fits": "application/fits", ".gz": "application/gzip", ".xml": "application/xml", ".yaml": "application/yaml", ".yml": "application/yaml" };

/**
 * Files beside the FITS files: logs, provenance, metadata, terms of use. A pattern is a path below the store's root;
 * `{obsId}` binds a file to its observation (`{obsId:6}` pads it with zeros), without it the file is the store's.
 *
 * @throws BadProjectsFile for a pattern that leaves the store.
 */
export async function filesBeside(root: string, entries: readonly ProductEntry[], obsIds: readonly string[], takeIn: TakeIn): Promise<LoadedProduct[]> {
  const products: LoadedProduct[] = [];
  const add = async (name: string, role: ProductRole, obsId: string | null) => {
    const file = insideStore(root, name);
    if (file === null) return;
    const taken = await takeIn(file);
    products.push({ name, role, sharing: obsId === null ? "store" : "single", obsIds: obsId === null ? [] : [obsId], mediaType: mediaTypes[path.extname(name).toLowerCase()] ?? "application/octet-stream", file: taken, hdus: [] });
  };
  const stated = entries.some(({ role }) => role === "terms") ? [] : fs.readdirSync(root).filter((name) => TERMS.test(name));
  for (const name of stated.sort()) await add(name, "terms", null);
  for (const { pattern, role } of entries) {
    if (!pattern.includes("{obsId")) await add(pattern, role, null);
    else for (const obsId of obsIds) await add(pattern.replace(/\{obsId(?::0?(\d+))?\}/g, (_, width?: string) => obsId.padStart(Number(width ?? 0), "0")), role, obsId);
  }
  return products;
}

/** The real path of a file of the store; null when there is none. */
function insideStore(root: string, name: string): string | null {
  const wanted = path.resolve(root, name);
  if (!wanted.startsWith(root + path.sep)) throw new BadProjectsFile(`products: the pattern '${name}' leads out of the store ${root}`);
  if (!fs.existsSync(wanted) || !fs.statSync(wanted).isFile()) return null;
  const real = fs.realpathSync(wanted);
  if (!real.startsWith(root + path.sep)) throw new BadProjectsFile(`products: '${name}' is a symbolic link that leads out of the store ${root}`);
  return real;
}
