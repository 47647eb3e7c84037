-- The clocks of new products, for all of a statement at once. Who inserts may say a product's project, dates and hold
-- (a loader has its observation at hand); what is said is held against the rules before the statement ends, before anybody
-- can have seen it, and what differs is worked out row by row as on every change.

DROP TRIGGER product_clocks ON product;
CREATE TRIGGER product_clocks
  BEFORE UPDATE OF collection_id, sharing, observation_id, observation_count, project_id, meta_release_at, data_release_at, current_release, hold ON product
  FOR EACH ROW EXECUTE FUNCTION embargo.set_product_clocks();

-- A product that was inserted just now has no links yet: one made of several is made of none until they follow.
-- EXECUTE: planned each time for the number of rows; and observations are looked up one by one, since those of a load
-- are few among ten million, all of which the planner would rather read.
CREATE FUNCTION embargo.hold_to_clocks() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE $sql$
    UPDATE public.product p SET current_release = p.current_release
    WHERE p.id IN (
      SELECT n.id FROM new_rows n LEFT JOIN LATERAL (SELECT x.project_id, x.meta_release_at, x.data_release_at, x.hold FROM public.observation x WHERE x.id = n.observation_id OFFSET 0) o ON true
      WHERE n.sharing = 'single' AND (n.project_id, n.meta_release_at, n.data_release_at, n.hold) IS DISTINCT FROM (o.project_id, o.meta_release_at, o.data_release_at, coalesce(o.hold, 0))
      UNION ALL
      SELECT n.id FROM new_rows n WHERE n.sharing = 'combined'
      UNION ALL
      SELECT n.id FROM new_rows n LEFT JOIN public.collection c ON c.id = n.collection_id
      WHERE n.sharing NOT IN ('single', 'combined') AND (n.project_id, n.meta_release_at, n.data_release_at, n.hold)
        IS DISTINCT FROM (NULL, CASE WHEN c.shared_irfs_public AND n.sharing = 'shared-irf' THEN timestamptz '1970-01-01 00:00:00+00' END,
                          CASE WHEN c.shared_irfs_public AND n.sharing = 'shared-irf' THEN timestamptz '1970-01-01 00:00:00+00' END, 0)) $sql$;
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION embargo.hold_to_clocks() TO airshower_system, airshower_embargo;

CREATE TRIGGER product_clocks_inserted AFTER INSERT ON product REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION embargo.hold_to_clocks();
