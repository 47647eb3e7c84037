/** A mutant that changes no answer, and why. */
export interface Equivalent {
  readonly name: RegExp;
  readonly reason: string;
}

/** Few, and each with its reason: a survivor that is not among these is an error. */
export const equivalents: readonly Equivalent[] = [
  { name: /^(collection|project)\.discover: \(\(public_from <= now\(\)\) AND .* -> false$/, reason: "the kept date only spares asking the function beside it, which finds the same" },
  { name: /\.(discover|see): \( SELECT \(NULLIF\(current_setting\('app\.denied_any'::text, true\), ''::text\) IS NOT NULL\)\) -> true$/, reason: "only spares asking is_denied, which decides alone" },
  { name: /: \(hold = 2\) -> true$/, reason: "only spares asking is_held_and_managed, which asks the hold again" },
  { name: /^(hold|request)\.see: \((project|selection)_id IS NOT NULL\) -> true$/, reason: "nobody leads or governs what there is none of: the functions say no" },
  { name: /^visible_observation: embargo\.is_held_and_managed\(hold, collection_id\) -> true$/, reason: "a row that a hold hides is visible to its managers alone, so that the view need not ask" },
  { name: /^embargo\.sees_collection: without the clock of its observations$/, reason: "only finds the first row by an index; the observations' own policy has decided which there are" },
  { name: /trigger observation_public_inserted off$/, reason: "a date that is missing only makes the function be asked, which finds the same" },
];

/** Tables that other tests hold to their rules, and which: the oracle knows no such things. */
export const elsewhere: Readonly<Record<string, string>> = {
  api_token: "lib/auth/api-tokens: each their own",
  audit_entry: "lib/audit: who reads which chain",
  audit_head: "lib/audit: who reads which chain",
  audit_person: "lib/audit: who reads which chain",
  audit_seal: "lib/audit: who reads which chain",
  canary_run: "lib/canary: managers' page",
  embargo_change: "lib/embargo: changes of clocks",
  embargo_change_project: "lib/embargo: changes of clocks",
  launch_revocation: "lib/launch: launches whose right ended",
  observation_proposed: "lib/embargo: what a change would do",
};
