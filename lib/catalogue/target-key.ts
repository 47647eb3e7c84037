/**
 * A name as it is searched by: lower case, letters and digits only, accents dropped, so that `PKS 2155-304` and
 * `pks2155_304` are one. Empty when nothing is left. `observation.target_key` holds it.
 */
export function targetKey(name: string): string {
  return name.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Above every key that begins with `key`, in the order of code points, which is that of collation "C". */
export function targetKeyEnd(key: string): string {
  return `${key}\u{10FFFF}`;
}
