-- Launches whose manifest holds what their owner may not read any more: found by the worker, told to who governs the data.

-- A part of a launch: its observations of one collection and project. `ended_at`: when it was seen that the right had
-- ended; `restored_at`: when it was seen that it is there again, and the row is history. What is said of the launch is
-- kept here: who governs the data may not look at the launch itself.
CREATE TABLE "launch_revocation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "launch_id" UUID NOT NULL REFERENCES "launch"("id") ON DELETE CASCADE,
    "collection_id" INTEGER NOT NULL REFERENCES "collection"("id") ON DELETE CASCADE,
    "project_id" INTEGER REFERENCES "project"("id") ON DELETE CASCADE,
    "observation_count" INTEGER NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "restored_at" TIMESTAMPTZ(3),
    "username" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "launched_at" TIMESTAMPTZ(3) NOT NULL,
    "launch_state" TEXT NOT NULL,
    -- A manager asked for its end; the worker sees to it.
    "stop_asked_at" TIMESTAMPTZ(3),
    "stop_asked_by" TEXT,
    CONSTRAINT "launch_revocation_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "launch_revocation_part_key" ON "launch_revocation" ("launch_id", "collection_id", "project_id") NULLS NOT DISTINCT;
CREATE INDEX "launch_revocation_ended_at_idx" ON "launch_revocation" ("ended_at", "launch_id");

ALTER TABLE "launch_revocation" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "launch_revocation" FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON "launch_revocation" TO airshower_system;
CREATE POLICY system ON "launch_revocation" TO airshower_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON "launch_revocation" TO airshower_embargo;
CREATE POLICY embargo ON "launch_revocation" TO airshower_embargo USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ("stop_asked_at", "stop_asked_by") ON "launch_revocation" TO airshower_web;
DO $$
BEGIN
  -- For managers of the collection, and for the project's PI and deputies; not for who is denied it. Managers can stop.
  EXECUTE format('CREATE POLICY see ON launch_revocation FOR SELECT TO airshower_web USING (NOT (%s) AND (collection_id = ANY (%s) OR coalesce(project_id = ANY (%s), false)))',
    embargo.denied_rule(NULL), embargo.list('app.managed', 'int'), embargo.list('app.led', 'int'));
  EXECUTE format('CREATE POLICY stop ON launch_revocation FOR UPDATE TO airshower_web USING (restored_at IS NULL AND NOT (%s) AND collection_id = ANY (%s)) WITH CHECK (stop_asked_by = embargo.me())',
    embargo.denied_rule(NULL), embargo.list('app.managed', 'int'));
END $$;

-- What a manifest's files are, for its owner, who sees only those that may be read: so that what is closed can be counted.
GRANT SELECT ON manifest, manifest_file TO airshower_embargo;
CREATE POLICY staged ON manifest FOR SELECT TO airshower_embargo USING (true);
CREATE POLICY staged ON manifest_file FOR SELECT TO airshower_embargo USING (true);
CREATE FUNCTION embargo.staged_releases(p_manifest uuid) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(f.release_id), '{}') FROM public.manifest_file f JOIN public.manifest m ON m.id = f.manifest_id
  WHERE f.manifest_id = p_manifest AND f.release_id IS NOT NULL AND m.owner_sub = embargo.me()
$$;

-- What living launches hold that their owners may not read now. p_owners: `[{"sub", "groups"}]`, groups as they count now.
-- Each owner's launches are looked at under that owner's own policies, one after the other, in one go; the transaction
-- is the last owner's when it ends, and nothing else should be done in it.
CREATE FUNCTION embargo.closed_in_launches(p_owners jsonb) RETURNS TABLE (launch_id uuid, observation_ids bigint[], release_ids bigint[])
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  v_owner record;
BEGIN
  FOR v_owner IN SELECT o.sub, o.groups FROM jsonb_to_recordset(p_owners) AS o(sub text, groups text[])
  LOOP
    PERFORM embargo.begin_viewer(v_owner.sub, v_owner.groups);
    RETURN QUERY
      SELECT x.id, x.closed_observations, x.closed_releases
      FROM (
        SELECT l.id,
          ARRAY(SELECT s.id FROM unnest(m.observation_ids) AS s(id) WHERE NOT EXISTS (SELECT 1 FROM public.visible_observation o WHERE o.id = s.id AND o.readable)) AS closed_observations,
          ARRAY(SELECT s.id FROM unnest(embargo.staged_releases(m.id)) AS s(id) WHERE NOT EXISTS (SELECT 1 FROM public.product_release r WHERE r.id = s.id)) AS closed_releases
        FROM public.launch l JOIN public.manifest m ON m.id = l.manifest_id
        WHERE l.owner_sub = v_owner.sub AND l.state IN ('requested', 'staging', 'starting', 'ready')) x
      WHERE x.closed_observations <> '{}' OR x.closed_releases <> '{}';
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION embargo.closed_in_launches(jsonb) TO airshower_web;

-- Where a launch stands, for those who are told of it.
CREATE FUNCTION embargo.follow_launch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.launch_revocation r SET launch_state = NEW.state WHERE r.launch_id = NEW.id;
  RETURN NULL;
END $$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.staged_releases(uuid) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.follow_launch() OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.staged_releases(uuid), embargo.follow_launch() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.staged_releases(uuid) TO airshower_web;
GRANT EXECUTE ON FUNCTION embargo.follow_launch() TO airshower_web, airshower_system;
RESET ROLE;

CREATE TRIGGER launch_followed AFTER UPDATE OF state ON launch FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION embargo.follow_launch();
CREATE TRIGGER stop_told AFTER UPDATE OF stop_asked_at ON launch_revocation FOR EACH STATEMENT EXECUTE FUNCTION embargo.tell_change();
