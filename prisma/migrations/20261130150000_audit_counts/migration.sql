-- As before, but where only their number is told, observations are counted without being named and sorted first: of eight thousand,
-- for each file made for a manifest, that took longer than all else that is asked before its first byte.
CREATE OR REPLACE FUNCTION embargo.audit_observations(p_observations bigint[], p_action text, p_outcome text, p_subject jsonb, p_suffix text DEFAULT '', p_named boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_named THEN
    PERFORM embargo.audit_by(ARRAY[x.chain], p_action, p_outcome, p_subject || jsonb_build_object('observations', x.names)) FROM embargo.audit_pieces(p_observations, p_suffix) x;
  ELSE
    PERFORM embargo.audit_by(ARRAY[x.chain], p_action, p_outcome, p_subject || jsonb_build_object('observationCount', x.total)) FROM (
      SELECT k.chain, sum(n.total) AS total
      FROM (SELECT o.project_id, CASE WHEN o.project_id IS NULL THEN o.collection_id END AS collection_id, count(*) AS total
            FROM public.observation o WHERE o.id = ANY (p_observations) GROUP BY 1, 2) n
      LEFT JOIN public.project p ON p.id = n.project_id
      CROSS JOIN LATERAL unnest(CASE WHEN p.id IS NULL THEN ARRAY['collection:' || n.collection_id]
        WHEN p.is_joint THEN embargo.project_chains(p.id, p_suffix) ELSE ARRAY['project:' || p.id || p_suffix] END) AS k(chain)
      GROUP BY k.chain ORDER BY k.chain) x;
  END IF;
END $$;
