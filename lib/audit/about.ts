/**
 * What an entry is about, by public names, seen or hidden: the database finds out to whose chain it belongs. Of several
 * observations each project is told of its own.
 */
export type About =
  | { readonly project: string }
  | { readonly collection: string }
  | { readonly observations: readonly string[] }
  | { readonly file: { readonly scope: string; readonly name: string } }
  | { readonly launch: string }
  | { readonly grant: string }
  | { readonly hold: string }
  | { readonly denial: string }
  | { readonly request: string }
  /** A change of the embargo by managers. */
  | { readonly change: string };
