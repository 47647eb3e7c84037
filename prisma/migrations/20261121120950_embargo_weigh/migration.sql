-- What a change does to each of hundreds of parties, asked once: planning the question anew for each of them cost more
-- than its answers.

-- With its caller's rights: what a party sees is decided by the policies, in that party's place. The transaction is in the
-- last one's place then; who looks at a change rolls that back with the rest. Of each row as it is (phase 0) and would be
-- (1): bits 1 and 2, may it be discovered; 4 and 8, may it be read.
CREATE FUNCTION embargo.weigh_parties(p_change uuid) RETURNS TABLE (kind text, name text, discover_gained int, discover_lost int, read_gained int, read_lost int)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  v_parties jsonb;
  v_party jsonb;
  v_weight int[];
  v_key text;
  v_known jsonb := '{}';
BEGIN
  SELECT jsonb_agg(to_jsonb(p)) INTO v_parties FROM embargo.change_parties(p_change) p;
  FOR v_party IN SELECT x.value FROM jsonb_array_elements(v_parties) WITH ORDINALITY AS x(value, place) ORDER BY x.place LOOP
    PERFORM embargo.begin_viewer(v_party->>'sub', ARRAY(SELECT jsonb_array_elements_text(v_party->'groups')));
    -- Who holds the same sees the same.
    SELECT md5(string_agg(current_setting('app.' || s, true), '/' ORDER BY s)) INTO v_key
    FROM unnest(ARRAY['projects', 'read_projects', 'collections', 'seen_collections', 'read_collections', 'granted', 'read_granted', 'managed', 'denied_any', 'denied_projects', 'denied_collections', 'denied']) s;
    IF v_known ? v_key THEN
      v_weight := ARRAY(SELECT jsonb_array_elements_text(v_known->v_key)::int);
    ELSE
      SELECT ARRAY[coalesce(sum(x.n) FILTER (WHERE x.seen & 3 = 2), 0), coalesce(sum(x.n) FILTER (WHERE x.seen & 3 = 1), 0),
        coalesce(sum(x.n) FILTER (WHERE x.seen & 12 = 8), 0), coalesce(sum(x.n) FILTER (WHERE x.seen & 12 = 4), 0)]::int[] INTO v_weight
      FROM (SELECT bit_or((1 << o.phase) | CASE WHEN o.readable THEN 4 << o.phase ELSE 0 END) AS seen, max(o.row_count) AS n FROM public.visible_observation_proposed o GROUP BY o.id) x;
      v_known := v_known || jsonb_build_object(v_key, to_jsonb(v_weight));
    END IF;
    RETURN QUERY SELECT v_party->>'kind', v_party->>'name', v_weight[1], v_weight[2], v_weight[3], v_weight[4];
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION embargo.weigh_parties(uuid) TO airshower_web;
