-- Projects that are no longer joint: what was public of one made the other public too, and that ends with their being one.
-- Without this a project without observations of its own would stay known to everybody.
CREATE FUNCTION embargo.public_from_of_project() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
  SELECT min(first.at) INTO NEW.public_from FROM unnest(embargo.with_partners(ARRAY[NEW.id])) AS part(id)
  CROSS JOIN LATERAL (SELECT o.meta_release_at AS at FROM public.observation o WHERE o.project_id = part.id ORDER BY o.meta_release_at LIMIT 1) first;
  RETURN NEW;
END $$;
GRANT EXECUTE ON FUNCTION embargo.public_from_of_project() TO airshower_system, airshower_embargo;
CREATE TRIGGER project_parted BEFORE UPDATE OF is_joint ON project FOR EACH ROW EXECUTE FUNCTION embargo.public_from_of_project();

ALTER TABLE observation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE project NO FORCE ROW LEVEL SECURITY;
UPDATE project SET is_joint = is_joint;
ALTER TABLE observation FORCE ROW LEVEL SECURITY;
ALTER TABLE project FORCE ROW LEVEL SECURITY;
