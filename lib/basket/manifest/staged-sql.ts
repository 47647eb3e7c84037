/** Of a manifest of one's own, in a query over `manifest m`: how many files it has, those made for it included. */
export const FILE_COUNT = "(m.release_count + jsonb_array_length(m.body->'files'))";

/**
 * Which releases it holds: rows of manifest_file, by path, in a manifest that a launch stages; else a list, by their place in
 * it, from 1. It says nothing of whether one may be read: joined with product_release, that policy does, once for each.
 */
export const STAGED = `(SELECT f.path, NULL::int AS place, f.release_id FROM embargo.staged_files(m.id) f
  UNION ALL SELECT NULL, u.place::int, u.id FROM unnest(m.release_ids) WITH ORDINALITY AS u(id, place))`;
