-- What the projects file last said of clocks. A clock is written by a load only when the file says something new: what a
-- manager has set since outlasts loads of the same file.

-- One clock as one value, whatever way its date was written.
CREATE FUNCTION embargo.file_word(p_kind text, p_date timestamptz, p_months int) RETURNS jsonb LANGUAGE sql IMMUTABLE
RETURN jsonb_build_array(p_kind, extract(epoch FROM p_date), p_months);
GRANT EXECUTE ON FUNCTION embargo.file_word(text, timestamptz, int) TO airshower_system;

ALTER TABLE "project" ADD COLUMN "file_meta" JSONB, ADD COLUMN "file_data" JSONB;
ALTER TABLE "observation" ADD COLUMN "file_meta_override" TIMESTAMPTZ(3), ADD COLUMN "file_data_override" TIMESTAMPTZ(3);

-- Until now only files have set them. The rows stay as they are, so nothing has to follow.
ALTER TABLE project NO FORCE ROW LEVEL SECURITY;
ALTER TABLE observation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE project DISABLE TRIGGER USER;
ALTER TABLE observation DISABLE TRIGGER USER;
UPDATE project SET file_meta = embargo.file_word(meta_clock, meta_clock_date, meta_clock_months), file_data = embargo.file_word(data_clock, data_clock_date, data_clock_months);
UPDATE observation SET file_meta_override = meta_release_override, file_data_override = data_release_override WHERE meta_release_override IS NOT NULL OR data_release_override IS NOT NULL;
ALTER TABLE project ENABLE TRIGGER USER;
ALTER TABLE observation ENABLE TRIGGER USER;
ALTER TABLE project FORCE ROW LEVEL SECURITY;
ALTER TABLE observation FORCE ROW LEVEL SECURITY;
