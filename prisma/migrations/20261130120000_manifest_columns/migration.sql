-- Of a manifest of thousands of files most is wanted in one piece or not at all. Its releases are kept column by column beside the
-- body, which then has the files made for it alone; in manifests kept before, `releases` is null and the body has all of them.
-- What it was chosen by is kept in `items`, and written into manifest_item when somebody else may first need it: with a link, or
-- when its owner makes it again. Only the owner reads a row of manifest.
ALTER TABLE manifest
  ADD COLUMN releases json,
  ADD COLUMN release_count integer NOT NULL DEFAULT 0,
  ADD COLUMN items json;
-- Compressing megabytes of checksums takes longer than writing them and saves a third.
ALTER TABLE manifest ALTER COLUMN releases SET STORAGE EXTERNAL, ALTER COLUMN items SET STORAGE EXTERNAL;
