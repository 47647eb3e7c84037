import type { Manifest } from "@/lib/basket/schemas";

/** The files as items of ESAP's shopping basket, `{"archive", "record"}`. Here they can be fetched by their `url`. */
export function manifestEsap({ files, createdAt }: Manifest): { archive: "airshower"; record: Record<string, unknown> }[] {
  return files.map(({ path, did, url, sizeBytes, checksum, mediaType, role }) => {
    const colon = did.indexOf(":");
    return { archive: "airshower", record: { scope: did.slice(0, colon), name: did.slice(colon + 1), path, url, bytes: sizeBytes, ...checksum, mediaType, role, createdAt } };
  });
}
