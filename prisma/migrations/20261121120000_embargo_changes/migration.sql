-- What managers change of the embargo: each change is kept with what it was asked for, by whom and why, who agreed, and
-- what stood there before, so that it can be undone. Changes are made by the functions of the next migrations, which look
-- at the office themselves; the web's role can write none of this.

-- `body`: as it was asked for, long lists of observations cut. `effect`: what it would do when it was made.
-- `made_id`: the hold, denial or grant that it made or lifted. `collection_ids`: of the observations that it names, and
-- the one that a denial is about.
CREATE TABLE "embargo_change" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL CHECK ("kind" IN ('project-clocks', 'observation-dates', 'hold', 'lift-hold', 'denial', 'lift-denial', 'emergency', 'project-settings', 'import')),
    "body" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "state" TEXT NOT NULL DEFAULT 'waiting' CHECK ("state" IN ('waiting', 'applied', 'refused', 'undone', 'withdrawn')),
    "effect" JSONB,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "decision_reason" TEXT,
    "applied_at" TIMESTAMPTZ(3),
    "undone_by" TEXT,
    "undone_at" TIMESTAMPTZ(3),
    "undo_reason" TEXT,
    "made_id" UUID,
    "collection_ids" INTEGER[] NOT NULL DEFAULT '{}',
    "observation_count" INTEGER NOT NULL DEFAULT 0,
    -- Changes of one moment have an order too.
    "serial" BIGINT GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT "embargo_change_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "embargo_change_made_at_idx" ON "embargo_change" ("made_at", "id");
CREATE INDEX "embargo_change_state_idx" ON "embargo_change" ("state", "made_at");

-- Projects that a change is about. `wanted`: the columns that it sets, NULL: none, the project is touched otherwise (a
-- hold, a denial, a grant on it). `before`: the same columns as they were when it was applied.
CREATE TABLE "embargo_change_project" (
    "change_id" UUID NOT NULL REFERENCES "embargo_change"("id") ON DELETE CASCADE,
    "project_id" INTEGER NOT NULL REFERENCES "project"("id") ON DELETE CASCADE,
    "wanted" JSONB,
    "before" JSONB,
    CONSTRAINT "embargo_change_project_pkey" PRIMARY KEY ("change_id", "project_id")
);
CREATE INDEX "embargo_change_project_project_id_idx" ON "embargo_change_project" ("project_id");

-- Observations that it names. Dates of their own: 'infinity' closes until somebody sets one, NULL follows the project.
CREATE TABLE "embargo_change_observation" (
    "change_id" UUID NOT NULL REFERENCES "embargo_change"("id") ON DELETE CASCADE,
    "observation_id" BIGINT NOT NULL REFERENCES "observation"("id") ON DELETE CASCADE,
    "sets_meta" BOOLEAN NOT NULL DEFAULT false,
    "meta_wanted" TIMESTAMPTZ(3),
    "meta_before" TIMESTAMPTZ(3),
    "sets_data" BOOLEAN NOT NULL DEFAULT false,
    "data_wanted" TIMESTAMPTZ(3),
    "data_before" TIMESTAMPTZ(3),
    CONSTRAINT "embargo_change_observation_pkey" PRIMARY KEY ("change_id", "observation_id")
);
CREATE INDEX "embargo_change_observation_observation_id_idx" ON "embargo_change_observation" ("observation_id");

-- The rows of observations as they are (phase 0) and as they would be (1), for as long as somebody looks at what a
-- change would do: written and rolled back within one transaction, and visible in no other. Under the very rules of
-- observations.
CREATE UNLOGGED TABLE "observation_proposed" (
    "id" BIGINT NOT NULL,
    "collection_id" INTEGER NOT NULL,
    "project_id" INTEGER,
    "meta_release_at" TIMESTAMPTZ(3),
    "data_release_at" TIMESTAMPTZ(3),
    "hold" SMALLINT NOT NULL,
    "phase" SMALLINT NOT NULL,
    "made_in" XID8 NOT NULL DEFAULT pg_current_xact_id()
);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['embargo_change', 'embargo_change_project', 'embargo_change_observation', 'observation_proposed']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airshower_system', t);
    EXECUTE format('CREATE POLICY system ON %I TO airshower_system USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airshower_embargo', t);
    EXECUTE format('CREATE POLICY embargo ON %I TO airshower_embargo USING (true) WITH CHECK (true)', t);
  END LOOP;
  EXECUTE format('CREATE POLICY discover ON observation_proposed FOR SELECT TO airshower_web USING (%s)', embargo.discover_rule('id', 'meta_release_at'));
  EXECUTE format('CREATE VIEW visible_observation_proposed WITH (security_invoker = true) AS
    SELECT p.*, coalesce(%s, false) AS readable FROM observation_proposed p', embargo.read_rule('id', 'data_release_at'));
END $$;
CREATE POLICY own_transaction ON observation_proposed AS RESTRICTIVE FOR SELECT TO airshower_web USING (made_in = pg_current_xact_id_if_assigned());
GRANT SELECT ON observation_proposed, visible_observation_proposed, embargo_change, embargo_change_project TO airshower_web;

-- Does the viewer manage any collection's embargo?
CREATE FUNCTION embargo.manages_any() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(nullif(current_setting('app.managed', true), ''), '{}') <> '{}'
$$;
GRANT EXECUTE ON FUNCTION embargo.manages_any() TO airshower_web, airshower_system, airshower_embargo;

-- Does the viewer manage all that a change is about? A change about nothing is nobody's.
CREATE FUNCTION embargo.manages_change(p_change uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(bool_and(x.managed), false) FROM (
    SELECT embargo.manages_project(p.project_id) AS managed FROM public.embargo_change_project p WHERE p.change_id = p_change
    UNION ALL
    SELECT embargo.manages_collection(c.id) FROM public.embargo_change e, unnest(e.collection_ids) AS c(id) WHERE e.id = p_change) x
$$;
GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.manages_change(uuid) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.manages_change(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.manages_change(uuid) TO airshower_web, airshower_system;
RESET ROLE;

-- A change is seen by who manages all of it.
CREATE POLICY manage ON embargo_change FOR SELECT TO airshower_web USING (embargo.manages_change(id));
CREATE POLICY manage ON embargo_change_project FOR SELECT TO airshower_web USING (EXISTS (SELECT 1 FROM embargo_change c WHERE c.id = change_id));

-- How a person is called: by account name, or by the IAM's subject while they have not signed in here.
CREATE FUNCTION embargo.account_name(p_sub text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce((SELECT u.username FROM public."user" u WHERE u.sub = p_sub), p_sub)
$$;
GRANT EXECUTE ON FUNCTION embargo.account_name(text) TO airshower_web, airshower_system, airshower_embargo;
