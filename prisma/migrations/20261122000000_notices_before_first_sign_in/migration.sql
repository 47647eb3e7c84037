-- A PI whom the portal has not met yet has no account to be told by: what there was to tell waits for the first sign-in,
-- so that nobody learns of an emergency access by chance. Whether it may be read is for the notices' own policy to say.
CREATE TABLE "notice_waiting" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "username" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "link" TEXT,
    "project_id" INTEGER NOT NULL REFERENCES "project"("id") ON DELETE CASCADE,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    CONSTRAINT "notice_waiting_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "notice_waiting_username_idx" ON "notice_waiting" ("username");
CREATE INDEX "notice_waiting_project_id_idx" ON "notice_waiting" ("project_id");
ALTER TABLE "notice_waiting" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "notice_waiting" FORCE ROW LEVEL SECURITY;
-- Neither the web's role nor the worker's has anything to do with it.
GRANT SELECT, INSERT, DELETE ON "notice_waiting" TO airshower_embargo;
CREATE POLICY embargo ON "notice_waiting" TO airshower_embargo USING (true) WITH CHECK (true);

-- Tells the PI and the deputies of a project and its partners, other than who acts. Who they are is not for the caller.
CREATE OR REPLACE FUNCTION embargo.tell_leaders(p_project int, p_kind text, p_text text, p_link text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.notice_waiting (username, kind, text, link, project_id)
  SELECT DISTINCT p.pi_username, p_kind, p_text, p_link, p_project FROM public.project p
  WHERE p.id = ANY (embargo.with_partners(ARRAY[p_project])) AND NOT EXISTS (SELECT 1 FROM public."user" u WHERE u.username = p.pi_username);
  INSERT INTO public.notice (sub, kind, text, link, project_id)
  SELECT DISTINCT u.sub, p_kind, p_text, p_link, p_project
  FROM public.project p JOIN public."user" u ON p.iam_group = ANY (u.groups)
  WHERE p.id = ANY (embargo.with_partners(ARRAY[p_project])) AND u.sub IS DISTINCT FROM embargo.me()
    AND (u.username = p.pi_username OR EXISTS (SELECT 1 FROM public.project_deputy d WHERE d.project_id = p.id AND d.sub = u.sub))
$$;

CREATE FUNCTION embargo.tell_what_waited() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  WITH waited AS (DELETE FROM public.notice_waiting w WHERE w.username = NEW.username RETURNING w.kind, w.text, w.link, w.project_id, w.made_at)
  INSERT INTO public.notice (sub, kind, text, link, project_id, made_at) SELECT NEW.sub, w.kind, w.text, w.link, w.project_id, w.made_at FROM waited w;
  RETURN NULL;
END $$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.tell_what_waited() OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.tell_what_waited() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.tell_what_waited() TO airshower_web, airshower_system;
RESET ROLE;
CREATE TRIGGER user_told_what_waited AFTER INSERT ON "user" FOR EACH ROW EXECUTE FUNCTION embargo.tell_what_waited();
