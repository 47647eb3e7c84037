-- Somebody whose grant is revoked may see nothing of what it was on from then on: what they are told names none of it. And
-- they are told only when the grant gave them something to see: one that begins later, or that a hold or a denial beat, was
-- never theirs to know of. Called before the grant is revoked; whether anybody was told is not for the caller.
CREATE FUNCTION embargo.tell_revoked(p_grant uuid, p_text text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.notice (sub, kind, text)
  SELECT a.grantee, 'grant-revoked', p_text FROM public.access_grant a
  WHERE a.id = p_grant AND a.grantee_kind = 'person' AND a.grantee IS DISTINCT FROM embargo.me() AND embargo.governs(a.collection_id, a.project_id, a.selection_id)
    AND a.revoked_at IS NULL AND a.valid_from <= now() AND (a.valid_until IS NULL OR a.valid_until > now())
    AND NOT EXISTS (SELECT 1 FROM public.denial d WHERE d.sub = a.grantee AND d.lifted_at IS NULL)
    AND CASE WHEN a.project_id IS NOT NULL THEN EXISTS (SELECT 1 FROM public.observation o WHERE o.project_id = ANY (embargo.with_partners(ARRAY[a.project_id])) AND o.hold < 2)
      WHEN a.collection_id IS NOT NULL THEN EXISTS (SELECT 1 FROM public.observation o WHERE o.collection_id = a.collection_id AND o.hold < 2)
      ELSE EXISTS (SELECT 1 FROM public.selection_observation c JOIN public.observation o ON o.id = c.observation_id WHERE c.selection_id = a.selection_id AND o.hold < 2) END
$$;
GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.tell_revoked(uuid, text) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.tell_revoked(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.tell_revoked(uuid, text) TO airshower_web;
RESET ROLE;
