-- What is found by time or by the sky, counted and sorted, without a look at the table: a row has 600 bytes and stands anywhere, so
-- that of ten million each of twelve thousand found was a page of the disk. Beside what the policy asks (see `embargo.discover_rule`)
-- these have what such searches compare, sort by and add up. The longest columns come first: between them nothing is lost to alignment.

DROP INDEX "observation_start_mjd_id_idx";
CREATE INDEX "observation_start_mjd_id_idx" ON "observation" ("start_mjd", "id")
  INCLUDE ("end_mjd", "meta_release_at", "data_release_at", "size_bytes", "zenith_deg", "livetime_sec", "project_id", "collection_id", "night_mjd", "quality", "hold", "instrument");

-- The time is part of the key: a cone in time is found without what the same place has of other times.
DROP INDEX "observation_hpx_idx";
CREATE INDEX "observation_hpx_start_mjd_idx" ON "observation" ("hpx", "start_mjd")
  INCLUDE ("id", "meta_release_at", "size_bytes", "unit_x", "unit_y", "unit_z", "fov_radius_deg", "project_id", "collection_id", "hold");

-- A target's observations are counted.
DROP INDEX "observation_target_key_start_mjd_id_idx";
CREATE INDEX "observation_target_key_start_mjd_id_idx" ON "observation" ("target_key" COLLATE "C", "start_mjd", "id")
  INCLUDE ("meta_release_at", "size_bytes", "project_id", "collection_id", "hold");

-- An index alone tells only of pages that all see, which VACUUM finds. By default it would come when a fifth of the archive is new.
ALTER TABLE "observation" SET (autovacuum_vacuum_insert_scale_factor = 0.01);
