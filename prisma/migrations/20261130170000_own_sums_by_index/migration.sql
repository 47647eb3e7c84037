-- One's own sums, as before, each kind of them by its index: as one condition, the planner took it that collections are many, and read all sums
-- that are not open to all, for everybody. Whole collections are looked at only by whoever may discover some.
DO $$
DECLARE
  v_projects text := embargo.list('app.projects', 'int');
  v_collections text := embargo.list('app.collections', 'int');
  v_seen text := embargo.list('app.seen_collections', 'int');
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY '{tally,spread}'::text[] LOOP
    EXECUTE format($view$CREATE OR REPLACE VIEW own_%1$s WITH (security_invoker = true) AS
      SELECT * FROM observation_%1$s WHERE (opens_by > now() OR opens_by IS NULL) AND project_id = ANY (%2$s)
      UNION ALL
      SELECT * FROM observation_%1$s WHERE (opens_by > now() OR opens_by IS NULL) AND project_id IS NULL AND collection_id = ANY (%3$s)
      UNION ALL
      SELECT * FROM observation_%1$s WHERE (SELECT %4$s <> '{}') AND (opens_by > now() OR opens_by IS NULL) AND collection_id = ANY (%4$s)
        AND (project_id = ANY (%2$s)) IS NOT TRUE AND (project_id IS NULL AND collection_id = ANY (%3$s)) IS NOT TRUE$view$, v_table, v_projects, v_collections, v_seen);
  END LOOP;
END $$;
