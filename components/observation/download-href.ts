/**
 * Where a browser downloads a file: the portal's own address, which knows the session and sends on with a permit. The
 * product's `url` is for scripts: the files process takes bearer tokens and never cookies.
 *
 * @param did `scope:name`
 */
export function downloadHref(did: string): string {
  const colon = did.indexOf(":");
  const segments = [did.slice(0, colon), ...did.slice(colon + 1).split("/")];
  return `/api/v1/files/${segments.map(encodeURIComponent).join("/")}`;
}
