-- When the first observation of a project, or of a collection, opened or opens to all: kept while rows change, so that the
-- names behind thirty rows of a page are found without asking thirty times for a visible observation (1 ms of a search).
ALTER TABLE "project" ADD COLUMN "public_from" TIMESTAMPTZ(3);
ALTER TABLE "collection" ADD COLUMN "public_from" TIMESTAMPTZ(3);
GRANT UPDATE ON collection TO airshower_embargo;

CREATE FUNCTION embargo.follow_public_from() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  v_changed text := CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT project_id, collection_id FROM new_rows'
    WHEN 'DELETE' THEN 'SELECT project_id, collection_id FROM old_rows'
    ELSE 'SELECT project_id, collection_id FROM new_rows UNION ALL SELECT project_id, collection_id FROM old_rows' END;
  v_projects int[];
  v_collections int[];
BEGIN
  EXECUTE format('SELECT array_agg(DISTINCT c.project_id) FILTER (WHERE c.project_id IS NOT NULL), array_agg(DISTINCT c.collection_id) FROM (%s) c', v_changed) INTO v_projects, v_collections;
  UPDATE public.project p SET public_from = f.at
  FROM (SELECT k.id, (SELECT min(first.at) FROM unnest(embargo.with_partners(ARRAY[k.id])) AS part(id)
          CROSS JOIN LATERAL (SELECT o.meta_release_at AS at FROM public.observation o WHERE o.project_id = part.id ORDER BY o.meta_release_at LIMIT 1) first) AS at
        FROM unnest(embargo.with_partners(v_projects)) AS k(id)) f
  WHERE p.id = f.id AND p.public_from IS DISTINCT FROM f.at;
  UPDATE public.collection c SET public_from = f.at
  FROM (SELECT k.id, (SELECT o.meta_release_at FROM public.observation o WHERE o.collection_id = k.id ORDER BY o.meta_release_at LIMIT 1) AS at FROM unnest(v_collections) AS k(id)) f
  WHERE c.id = f.id AND c.public_from IS DISTINCT FROM f.at;
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION embargo.follow_public_from() TO airshower_system, airshower_embargo;

CREATE TRIGGER observation_public_inserted AFTER INSERT ON observation REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_public_from();
CREATE TRIGGER observation_public_updated AFTER UPDATE ON observation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_public_from();
CREATE TRIGGER observation_public_deleted AFTER DELETE ON observation REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.follow_public_from();

-- Somebody to whom something is denied may be denied all that is public of it: for them it is asked.
ALTER POLICY discover ON collection USING (
  (public_from <= now() AND (SELECT nullif(current_setting('app.denied_any', true), '') IS NULL)) OR embargo.sees_collection(id));
ALTER POLICY discover ON project USING (
  (public_from <= now() AND (SELECT nullif(current_setting('app.denied_any', true), '') IS NULL)) OR embargo.sees_project(id, is_joint));

-- Only what can change a right is told: not the date above, which follows from rights.
DROP TRIGGER project_told ON project;
CREATE TRIGGER project_told AFTER UPDATE OF iam_group, pi_username, is_joint, hold, when_right_ends ON project FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();

ALTER TABLE observation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE project NO FORCE ROW LEVEL SECURITY;
ALTER TABLE collection NO FORCE ROW LEVEL SECURITY;
UPDATE project p SET public_from = (SELECT min(o.meta_release_at) FROM observation o WHERE o.project_id = ANY (embargo.with_partners(ARRAY[p.id])));
UPDATE collection c SET public_from = (SELECT min(o.meta_release_at) FROM observation o WHERE o.collection_id = c.id);
ALTER TABLE observation FORCE ROW LEVEL SECURITY;
ALTER TABLE project FORCE ROW LEVEL SECURITY;
ALTER TABLE collection FORCE ROW LEVEL SECURITY;
