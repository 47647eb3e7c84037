/** Somebody with a verified identity. */
export interface SignedInViewer {
  readonly kind: "user";
  /** The IAM's subject: who this is, for ever. */
  readonly sub: string;
  /** Lower-cased account name, the same at the portal and at every hub. */
  readonly username: string;
  readonly name: string | null;
  /** Groups as parsed from the IAM's claims: no leading slash, `/` between levels, case kept. */
  readonly groups: readonly string[];
}

/** Who asks. Every read of the catalogue takes one; anonymous is a viewer like the others. */
export type Viewer = SignedInViewer | { readonly kind: "anonymous" };

export const anonymous: Viewer = { kind: "anonymous" };
