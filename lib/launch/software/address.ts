/** Names of repositories and what stands in for them in a path: nothing that could end a path, climb in it or begin a query. */
const PART = String.raw`(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~%-]+`;
const SPEC = new RegExp(`^(gh|gl|git|zenodo|figshare|hydroshare|dataverse)(/${PART}){1,6}$`);
const IMAGE = /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})$/;
const DOI = /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:)?(10\.5281\/zenodo\.\d+)$/i;
const LONGEST = 300;

/** Is it `provider/spec` as it can stand in the path of a build? An encoded slash is part of a name (`git/https%3A%2F%2F…`); other encodings are none of ours. */
export function isRepository(text: string): boolean {
  return text.length <= LONGEST && SPEC.test(text) && (text.match(/%.{0,2}/g) ?? []).every((code) => /^%(2F|3A)$/.test(code));
}

/** Is it an image with a tag or a digest? One without means whatever is newest, which is another one tomorrow. */
export function isImage(text: string): boolean {
  return text.length <= LONGEST && IMAGE.test(text) && !text.endsWith(":latest");
}

/** Of a link to any BinderHub, what is built: `https://mybinder.org/v2/gh/org/name/v1?urlpath=lab` gives `gh/org/name/v1`. */
export function repositoryIn(link: string): string | null {
  if (!/^https?:\/\//.test(link) || !URL.canParse(link)) return null;
  const spec = /\/v2\/(.+?)\/?$/.exec(new URL(link).pathname)?.[1]?.replace(/%2f|%3a/g, (code) => code.toUpperCase());
  return spec !== undefined && isRepository(spec) ? spec : null;
}

/** A version of a record at Zenodo, which a BinderHub builds as it is. */
export function zenodoRepository(identifier: string): string | null {
  const doi = DOI.exec(identifier.trim())?.[1];
  return doi === undefined ? null : `zenodo/${doi.toLowerCase()}`;
}

/** `docker://registry/name:tag`, as container tools write it. */
export function imageIn(link: string): string | null {
  const image = /^(?:docker|oci):\/\/(.+)$/.exec(link)?.[1];
  return image !== undefined && isImage(image) ? image : null;
}

/** What a rule of operators may look like: all of it, or up to a mark after which anything may come. */
export function isPattern(text: string): boolean {
  if (!text.endsWith("*")) return isRepository(text) || isImage(text);
  const begin = text.slice(0, -1);
  return !begin.includes("*") && begin.length <= LONGEST && /^[A-Za-z0-9._~%:@/-]+$/.test(begin) && /(\/|%2F|:|@|^zenodo\/10\.5281\/zenodo\.)$/.test(begin);
}

export function matches(pattern: string, address: string): boolean {
  return pattern.endsWith("*") ? address.startsWith(pattern.slice(0, -1)) && address.length > pattern.length - 1 : address === pattern;
}
