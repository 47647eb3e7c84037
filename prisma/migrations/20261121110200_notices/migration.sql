-- Notices say what they are about, and are read and mailed only while that is visible to whom they are for: whatever was
-- told once is hidden with its data.
ALTER TABLE "notice"
  ADD COLUMN "project_id" INTEGER REFERENCES "project"("id") ON DELETE CASCADE,
  ADD COLUMN "collection_id" INTEGER REFERENCES "collection"("id") ON DELETE CASCADE,
  -- Set, and kept, just before a message is handed to the mail server: a worker that dies then leaves nobody who would
  -- hand it over again. Taken back when the server is known not to have taken it.
  ADD COLUMN "handed_at" TIMESTAMPTZ(3),
  ADD COLUMN "mail_due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  ADD COLUMN "mail_attempts" INTEGER NOT NULL DEFAULT 0,
  -- Why it was not mailed and will not be.
  ADD COLUMN "mail_problem" TEXT;
DROP INDEX "notice_unmailed_idx";
CREATE INDEX "notice_unmailed_idx" ON "notice" ("mail_due_at") WHERE "mailed_at" IS NULL AND "handed_at" IS NULL AND "mail_problem" IS NULL;
CREATE INDEX "notice_unread_idx" ON "notice" ("sub") WHERE "read_at" IS NULL;

REVOKE SELECT, INSERT ON notice FROM airshower_web;
GRANT SELECT (id, sub, kind, text, link, made_at, read_at, project_id, collection_id), INSERT (sub, kind, text, link, project_id, collection_id) ON notice TO airshower_web;
ALTER POLICY own ON notice USING (sub = embargo.me()
  AND (project_id IS NULL OR EXISTS (SELECT 1 FROM project p WHERE p.id = project_id))
  AND (collection_id IS NULL OR EXISTS (SELECT 1 FROM collection c WHERE c.id = collection_id)));
ALTER POLICY tell ON notice WITH CHECK (embargo.me() IS NOT NULL);

-- Tells the PI and the deputies of a project and its partners, other than who acts. Who they are is not for the caller.
CREATE FUNCTION embargo.tell_leaders(p_project int, p_kind text, p_text text, p_link text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.notice (sub, kind, text, link, project_id)
  SELECT DISTINCT u.sub, p_kind, p_text, p_link, p_project
  FROM public.project p JOIN public."user" u ON p.iam_group = ANY (u.groups)
  WHERE p.id = ANY (embargo.with_partners(ARRAY[p_project])) AND u.sub IS DISTINCT FROM embargo.me()
    AND (u.username = p.pi_username OR EXISTS (SELECT 1 FROM public.project_deputy d WHERE d.project_id = p.id AND d.sub = u.sub))
$$;

-- Tells who manages the embargo of all collections in which a project has observations, or of one collection.
CREATE FUNCTION embargo.tell_managers(p_project int, p_collection int, p_kind text, p_text text, p_link text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH managed AS (
    SELECT DISTINCT t.collection_id FROM public.observation_tally t WHERE t.project_id = ANY (embargo.with_partners(ARRAY[p_project]))
    UNION SELECT p_collection WHERE p_collection IS NOT NULL)
  INSERT INTO public.notice (sub, kind, text, link, project_id, collection_id)
  SELECT u.sub, p_kind, p_text, p_link, p_project, p_collection
  FROM public."user" u
  WHERE u.sub IS DISTINCT FROM embargo.me() AND EXISTS (SELECT 1 FROM managed)
    AND NOT EXISTS (SELECT 1 FROM managed c WHERE NOT EXISTS (
      SELECT 1 FROM public.collection_manager m WHERE m.collection_id = c.collection_id AND m.iam_group = ANY (u.groups)))
$$;

-- Does a person, with the groups that the IAM last said, see the project and the collection now? For mail, which leaves
-- the house: judged by the rules of observations, as the policies are. The transaction then is in that person's name.
CREATE FUNCTION embargo.person_sees(p_sub text, p_project int, p_collection int) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_sees boolean;
BEGIN
  PERFORM embargo.begin_viewer(p_sub, coalesce((SELECT u.groups FROM public."user" u WHERE u.sub = p_sub), '{}'));
  EXECUTE format($sql$
    SELECT ($1 IS NULL OR (NOT $1 = ANY (%3$s) AND ($1 = ANY (%4$s)
        OR EXISTS (SELECT 1 FROM public.observation o WHERE o.project_id = ANY (embargo.with_partners(ARRAY[$1])) AND (%1$s)))))
      AND ($2 IS NULL OR (NOT $2 = ANY (%5$s) AND ($2 = ANY (%6$s) OR $2 = ANY (%7$s) OR $2 = ANY (%8$s)
        OR EXISTS (SELECT 1 FROM public.observation o WHERE o.collection_id = $2 AND (%1$s))))) $sql$,
    embargo.discover_rule('id', 'meta_release_at'), NULL,
    embargo.list('app.denied_projects', 'int'), embargo.list('app.projects', 'int'), embargo.list('app.denied_collections', 'int'),
    embargo.list('app.collections', 'int'), embargo.list('app.granted_collections', 'int'), embargo.list('app.managed', 'int'))
  INTO v_sees USING p_project, p_collection;
  RETURN v_sees;
END $$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.tell_leaders(int, text, text, text) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.tell_managers(int, int, text, text, text) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.person_sees(text, int, int) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.tell_leaders(int, text, text, text), embargo.tell_managers(int, int, text, text, text), embargo.person_sees(text, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.tell_leaders(int, text, text, text), embargo.tell_managers(int, int, text, text, text) TO airshower_web, airshower_system;
GRANT EXECUTE ON FUNCTION embargo.person_sees(text, int, int) TO airshower_system;
RESET ROLE;
