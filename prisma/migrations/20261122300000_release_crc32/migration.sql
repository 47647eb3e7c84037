-- CRC-32 of a release's bytes, lower-case hexadecimal, 8 digits: a ZIP tells it of each file. NULL where nobody has read
-- them since: releases taken in before this, and those of lakes that tell other checksums.
ALTER TABLE product_release ADD COLUMN crc32 text CHECK (crc32 ~ '^[0-9a-f]{8}$');

-- Keeps what was found while a release's bytes went by and their SHA-256 was seen to be right: who knows that has read them.
CREATE FUNCTION embargo.keep_crc32(p_release bigint, p_sha256 text, p_crc32 text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.product_release r SET crc32 = p_crc32 WHERE r.id = p_release AND r.sha256 = p_sha256 AND r.crc32 IS NULL
$$;
GRANT UPDATE (crc32) ON product_release TO airshower_embargo;
CREATE POLICY keep_crc32 ON product_release FOR UPDATE TO airshower_embargo USING (true) WITH CHECK (true);

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.keep_crc32(bigint, text, text) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.keep_crc32(bigint, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.keep_crc32(bigint, text, text) TO airshower_web, airshower_system;
RESET ROLE;
