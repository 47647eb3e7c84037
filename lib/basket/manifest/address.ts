import { setting } from "@/lib/config/environment";

/** The scope of files made for a manifest; their names are `<manifest id>/<path>`. No release's name begins so. */
export const MANIFEST_SCOPE = "manifest";

export function generatedDid(manifestId: string, path: string): string {
  return `${MANIFEST_SCOPE}:${manifestId}/${path}`;
}

/** Where the files process serves a DID, `scope:name`: each segment of the name encoded, its slashes kept. */
export function didUrl(did: string): string {
  const colon = did.indexOf(":");
  const segments = [did.slice(0, colon), ...did.slice(colon + 1).split("/")];
  return `${setting("FILES_URL")}/files/${segments.map(encodeURIComponent).join("/")}`;
}
