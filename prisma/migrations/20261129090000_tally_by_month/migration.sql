-- Tallies by the month of release, as the sums of sky and time have it: where clocks follow observations, days make ten
-- times as many rows, and the facets of ten million observations would be a sum over more than a million. What was
-- released in the current month is counted one by one, so that a clock stays exact to its second.
CREATE OR REPLACE FUNCTION embargo.tally_observations() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_counted text := 'SELECT collection_id, project_id, date_trunc(''month'', meta_release_at) + interval ''1 month'' AS opens_by, instrument, target_key, target_name, CASE hold WHEN 2 THEN 2 ELSE 0 END AS hold';
  v_changes text := CASE TG_OP
    WHEN 'INSERT' THEN v_counted || ', 1 AS change FROM new_rows'
    WHEN 'DELETE' THEN v_counted || ', -1 AS change FROM old_rows'
    ELSE v_counted || ', 1 AS change FROM new_rows UNION ALL ' || v_counted || ', -1 FROM old_rows' END;
BEGIN
  EXECUTE format($sql$
    INSERT INTO public.observation_tally AS t (collection_id, project_id, opens_by, instrument, target_key, target_name, hold, observation_count)
    SELECT c.collection_id, c.project_id, c.opens_by, c.instrument, c.target_key, c.target_name, c.hold, sum(c.change) FROM (%s) c
    GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(c.change) <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (collection_id, project_id, opens_by, instrument, target_key, target_name, hold)
    DO UPDATE SET observation_count = t.observation_count + excluded.observation_count $sql$, v_changes);
  DELETE FROM public.observation_tally t WHERE t.observation_count = 0;
  RETURN NULL;
END $$;

-- What is loaded already. The owner is bound by row-level security too, and would count nothing.
ALTER TABLE observation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE observation_tally NO FORCE ROW LEVEL SECURITY;
DELETE FROM observation_tally;
INSERT INTO observation_tally (collection_id, project_id, opens_by, instrument, target_key, target_name, hold, observation_count)
SELECT collection_id, project_id, (date_trunc('month', meta_release_at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC', instrument, target_key, target_name,
  CASE hold WHEN 2 THEN 2 ELSE 0 END, count(*)
FROM observation GROUP BY 1, 2, 3, 4, 5, 6, 7;
ALTER TABLE observation FORCE ROW LEVEL SECURITY;
ALTER TABLE observation_tally FORCE ROW LEVEL SECURITY;
