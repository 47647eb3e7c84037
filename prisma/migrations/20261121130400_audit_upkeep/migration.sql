-- Pruning and anonymising: for the owner alone (npm run audit:prune, audit:anonymise). Neither the web nor the worker may.

-- Where each chain can be cut: behind its last sealed entry before which all are older.
CREATE FUNCTION embargo.audit_prunable(p_before timestamptz) RETURNS TABLE (chain text, id uuid, seq bigint, hash bytea, until_seq bigint, until_hash bytea)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.chain, h.id, h.seq, h.hash, s.seq, s.hash
  FROM public.audit_head h
  CROSS JOIN LATERAL (SELECT coalesce(
    (SELECT min(x.seq) FROM public.audit_seal x JOIN public.audit_entry e ON e.id = x.entry_id WHERE x.chain = h.chain AND e.at >= p_before) - 1, h.seq) AS until) u
  JOIN public.audit_seal s ON s.chain = h.chain AND s.seq = u.until
  WHERE u.until > h.base_seq
$$;

-- Removes a chain's oldest entries up to a number, of which a checkpoint stays: the hash from which the rest goes on,
-- signed by the caller. Nothing younger than a day can be removed.
CREATE FUNCTION embargo.prune_audit(p_chain text, p_until bigint, p_mac bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_removed bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM public.audit_seal s JOIN public.audit_entry e ON e.id = s.entry_id WHERE s.chain = p_chain AND s.seq <= p_until AND e.at > now() - interval '1 day') THEN
    RAISE EXCEPTION 'embargo.prune_audit: entries of the last day are kept' USING ERRCODE = '42501';
  END IF;
  UPDATE public.audit_head h SET base_seq = s.seq, base_hash = s.hash, mac = p_mac FROM public.audit_seal s
  WHERE h.chain = p_chain AND s.chain = p_chain AND s.seq = p_until;
  IF NOT FOUND THEN RETURN 0; END IF;
  WITH gone AS (DELETE FROM public.audit_seal s WHERE s.chain = p_chain AND s.seq <= p_until RETURNING s.entry_id)
  DELETE FROM public.audit_entry e USING gone g WHERE e.id = g.entry_id;
  GET DIAGNOSTICS v_removed = ROW_COUNT;
  PERFORM embargo.audit_by(ARRAY[p_chain], 'audit.pruned', 'ok', jsonb_build_object('untilSeq', p_until, 'entries', v_removed));
  RETURN v_removed;
END $$;

-- Takes a person's name out of the audit. The entries keep an id that leads to nobody, and the chains hold.
CREATE FUNCTION embargo.anonymise_person(p_username text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_ids uuid[];
BEGIN
  WITH named AS (
    UPDATE public.audit_person a SET sub = NULL, username = NULL, anonymised_at = now()
    WHERE a.username = p_username OR a.sub = (SELECT u.sub FROM public."user" u WHERE u.username = p_username) RETURNING a.id)
  SELECT coalesce(array_agg(n.id), '{}') INTO v_ids FROM named n;
  IF v_ids <> '{}' THEN
    PERFORM embargo.audit_by(ARRAY['portal'], 'person.anonymised', 'ok', jsonb_build_object('people', to_jsonb(v_ids)));
  END IF;
  RETURN cardinality(v_ids);
END $$;

DO $$
DECLARE
  f regprocedure;
BEGIN
  GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'embargo'::regnamespace AND p.proname IN ('audit_prunable', 'prune_audit', 'anonymise_person')
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO airshower_embargo', f);
  END LOOP;
  REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
END $$;
