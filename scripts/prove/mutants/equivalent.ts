/** A mutant that changes no answer, and why. */
export interface Equivalent {
  readonly name: RegExp;
  readonly reason: string;
}

const fixed = "the web's role can not write the column that it compares, and USING has asked the same of the row";

/** Few, and each with its reason: a survivor that is not among these is an error. */
export const equivalents: readonly Equivalent[] = [
  { name: /^(collection|project)\.discover: \(\(public_from <= now\(\)\) AND .* -> false$/, reason: "the kept date only spares asking the function beside it, which finds the same" },
  { name: /\.(discover|see|stop): \( SELECT \(NULLIF\(current_setting\('app\.denied_any'::text, true\), ''::text\) IS NOT NULL\)\) -> true$/, reason: "only spares asking is_denied, which decides alone" },
  { name: /: \(hold = 2\) -> true$/, reason: "only spares asking is_held_and_managed, which asks the hold again" },
  { name: /^(hold|request)\.see: \((project|selection)_id IS NOT NULL\) -> true$/, reason: "nobody leads or governs what there is none of: the functions say no" },
  { name: /^visible_observation: embargo\.is_held_and_managed\(hold, collection_id\) -> true$/, reason: "a row that a hold hides is visible to its managers alone, so that the view need not ask" },
  { name: /^visible_observation: \(hold < 2\) -> true$/, reason: "of what a hold hides only its managers have rows, for whom the term beside it holds" },
  { name: /^notice\.read check: all -> true$/, reason: fixed },
  { name: /^selection\.rename check: all -> true$/, reason: fixed },
  { name: /^collection_load\.ask check: \(asked_by = embargo\.me\(\)\) -> true$/, reason: "the web's role can not write that column when it asks: it is the viewer's own by default" },
  { name: /^api_token\.make check: \(revoked_at IS NULL\) -> true$/, reason: "the web's role can not write that column when it makes one" },
  { name: /^api_token\.revoke check: \(owner_sub = embargo\.me\(\)\) -> true$/, reason: fixed },
  { name: /^manifest_link\.change check: all -> true$/, reason: fixed },
  { name: /^access_grant\.change check: embargo\.governs\(collection_id, project_id, selection_id\) -> true$/, reason: fixed },
  { name: /^embargo\.sees_collection: without the clock of its observations$/, reason: "only finds the first row by an index; the observations' own policy has decided which there are" },
  { name: /^open_sum\.discover: .*denied_any.* -> true$/, reason: "whoever is denied anything is answered by other sums; that bare SQL finds nothing here is tested in facets.db.test.ts" },
  { name: /^own_(tally|spread): \( SELECT .*app\.seen_collections.* <> '\{\}'.* -> true$/, reason: "only spares looking for whole collections where nobody has any: the term beside it finds none" },
  { name: /^own_(tally|spread): \(observation_(tally|spread)\.collection_id = ANY .*app\.seen_collections.* -> true$/, reason: "only finds them by an index: what is neither of one's projects nor of one's collections is seen by whoever discovers whole collections alone, as the policies of the sums say" },
  { name: /^own_summed: looks under its owner's rights$/, reason: "it has what opened already of the viewer's own projects and collections: whoever asks sees all of that" },
  { name: /trigger observation_public_inserted off$/, reason: "a date that is missing only makes the function be asked, which finds the same" },
];
