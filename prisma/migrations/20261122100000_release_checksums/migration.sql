-- Rucio keeps adler32 and md5 of a file, and no sha256. A release is known by one checksum at least.
ALTER TABLE product_release ALTER COLUMN sha256 DROP NOT NULL,
  ADD CONSTRAINT product_release_has_a_checksum CHECK (num_nonnulls(sha256, md5, adler32) > 0);

-- What was generated for a manifest was made here, and has a sha256.
ALTER TABLE manifest_file ALTER COLUMN sha256 DROP NOT NULL,
  ADD CONSTRAINT manifest_file_content_has_sha256 CHECK (content IS NULL OR sha256 IS NOT NULL);
