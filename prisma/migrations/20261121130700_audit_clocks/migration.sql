-- One entry for observations whose clocks change alike, whenever each was delivered: only what changes sets them apart.
GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
SET ROLE airshower_embargo;
CREATE OR REPLACE FUNCTION embargo.audit_observation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c record;
BEGIN
  IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
  FOR c IN EXECUTE $sql$
    SELECT array_agg(x.id) AS observations,
      jsonb_build_object('metaReleaseOverride', embargo.audit_time(x.meta_before), 'dataReleaseOverride', embargo.audit_time(x.data_before), 'deliveredAt', embargo.audit_time(x.delivered_before)) AS before,
      jsonb_build_object('metaReleaseOverride', embargo.audit_time(x.meta_after), 'dataReleaseOverride', embargo.audit_time(x.data_after), 'deliveredAt', embargo.audit_time(x.delivered_after)) AS after
    FROM (
      SELECT n.id, o.meta_release_override AS meta_before, n.meta_release_override AS meta_after, o.data_release_override AS data_before, n.data_release_override AS data_after,
        CASE WHEN n.delivered_at <> o.delivered_at THEN o.delivered_at END AS delivered_before, CASE WHEN n.delivered_at <> o.delivered_at THEN n.delivered_at END AS delivered_after
      FROM new_rows n JOIN old_rows o USING (id)
      WHERE (n.meta_release_override, n.data_release_override, n.delivered_at) IS DISTINCT FROM (o.meta_release_override, o.data_release_override, o.delivered_at)) x
    GROUP BY x.meta_before, x.meta_after, x.data_before, x.data_after, x.delivered_before, x.delivered_after $sql$
  LOOP
    PERFORM embargo.audit_observations(c.observations, 'clock.overridden', 'ok', jsonb_build_object('changed', embargo.audit_differences(c.before, c.after)));
  END LOOP;
  -- Neither project is told of the other one.
  FOR c IN EXECUTE $sql$
    SELECT array_agg(n.id) AS observations, jsonb_agg(l.name || ':' || n.obs_id ORDER BY l.name, n.obs_id) AS names,
      CASE WHEN o.project_id IS NULL THEN ARRAY['collection:' || o.collection_id] ELSE embargo.project_chains(o.project_id) END AS former
    FROM new_rows n JOIN old_rows o USING (id) JOIN public.collection l ON l.id = n.collection_id
    WHERE n.project_id IS DISTINCT FROM o.project_id GROUP BY o.project_id, o.collection_id $sql$
  LOOP
    PERFORM embargo.audit_by(c.former, 'observation.left', 'ok', jsonb_build_object('observations', c.names));
    PERFORM embargo.audit_observations(c.observations, 'observation.joined', 'ok', '{}');
  END LOOP;
  RETURN NULL;
END $$;
RESET ROLE;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
