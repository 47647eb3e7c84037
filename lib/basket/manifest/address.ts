import { MANIFEST_SCOPE } from "@/lib/catalogue/did";
import { setting } from "@/lib/config/environment";

export function generatedDid(manifestId: string, path: string): string {
  return `${MANIFEST_SCOPE}:${manifestId}/${path}`;
}

/** Whether a DID names a file that was made for a manifest. */
export function isGeneratedDid(did: string): boolean {
  return did.startsWith(`${MANIFEST_SCOPE}:`);
}

/** The path of a DID, `scope:name`, at the files process: each segment of the name encoded, its slashes kept. */
export function didPath(did: string): string {
  const colon = did.indexOf(":");
  const segments = [did.slice(0, colon), ...did.slice(colon + 1).split("/")];
  return `/files/${segments.map(encodeURIComponent).join("/")}`;
}

/** Where the files process serves a DID to those who may read it. */
export function didUrl(did: string): string {
  return setting("FILES_URL") + didPath(did);
}
