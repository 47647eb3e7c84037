-- Whether a release is in a manifest is asked for every file that a session stages, or that an archive holds: of a manifest of
-- 20 thousand files all were read each time.
CREATE INDEX "manifest_file_manifest_id_release_id_idx" ON "manifest_file"("manifest_id", "release_id");
