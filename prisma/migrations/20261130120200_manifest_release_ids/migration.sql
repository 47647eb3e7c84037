-- A manifest that no launch stages has no row of manifest_file for each of its releases: 250 ms for twenty thousand, of which a third
-- is the foreign key, row by row. They are one list, in the order of `releases`; whether one may be read is asked by the policy of
-- product_release, as for a row. null in manifests of launches, and in those kept before: theirs are rows.
ALTER TABLE manifest ADD COLUMN release_ids bigint[];
ALTER TABLE manifest ALTER COLUMN release_ids SET STORAGE EXTERNAL;
