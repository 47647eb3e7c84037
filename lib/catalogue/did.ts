import { setting } from "@/lib/config/environment";

/**
 * The name of one release's bytes, `scope:name`, as Rucio writes it: the scope is the collection, the name
 * `r<release>/<path in the store>`. A new release of a file is another DID: nothing is ever overwritten.
 */
export interface Did {
  readonly collection: string;
  readonly release: number;
  readonly path: string;
}

/** The scope of files made for a manifest: indexes and notebooks. Their names are `<manifest id>/<path>`. */
export const MANIFEST_SCOPE = "manifest";

export function didScope(did: Did): string {
  return did.collection;
}

export function didName(did: Did): string {
  return `r${did.release}/${did.path}`;
}

export function formatDid(did: Did): string {
  return `${didScope(did)}:${didName(did)}`;
}

const collectionForm = /^[a-z0-9][a-z0-9._-]{0,62}$/;
const nameForm = /^r([1-9]\d{0,8})\/(.+)$/s;

/** The DID of a scope and a name; null when the portal made no such DID. */
export function parseDidParts(scope: string, name: string): Did | null {
  const parts = nameForm.exec(name);
  if (!parts || !collectionForm.test(scope) || name.includes("\0")) return null;
  return { collection: scope, release: Number(parts[1]), path: parts[2]! };
}

/** The way back from `formatDid`; null when the text is no DID of the portal. */
export function parseDid(text: string): Did | null {
  const colon = text.indexOf(":");
  return colon < 0 ? null : parseDidParts(text.slice(0, colon), text.slice(colon + 1));
}

/** The path of `GET /files/{scope}/{name}`; slashes of the name stay, everything else is percent-encoded. */
export function filePath(did: Did): string {
  return `/files/${encodeURIComponent(didScope(did))}/${didName(did).split("/").map(encodeURIComponent).join("/")}`;
}

/** Where the files process serves these bytes, to those who may read them. */
export function fileUrl(did: Did): string {
  return setting("FILES_URL") + filePath(did);
}
