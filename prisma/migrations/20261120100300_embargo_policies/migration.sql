-- The embargo. Every table that holds or points at data is under FORCE ROW LEVEL SECURITY; airshower_web sees a row
-- when its policy says so, and forgetting a WHERE leaks nothing. DISCOVER decides on descriptions, READ on whatever
-- says where bytes are. Settings are cast inside the sub-select, once per query: outside, the text is parsed per row.

-- Grants of the tables themselves.
GRANT USAGE ON SCHEMA public TO airshower_web, airshower_system, airshower_embargo;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO airshower_system;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO airshower_system;
GRANT SELECT ON collection, project, observation, observation_index_row, product, observation_product, product_release, hdu TO airshower_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON basket, basket_item, "user", account, session, verification_token TO airshower_web;
GRANT SELECT, INSERT ON manifest, manifest_file, launch_event TO airshower_web;
GRANT SELECT, INSERT, UPDATE ON launch TO airshower_web;
GRANT USAGE ON SEQUENCE basket_item_id_seq, launch_event_id_seq TO airshower_web;
GRANT SELECT ON project, collection, launch, "user" TO airshower_embargo;
GRANT SELECT, UPDATE ON staging_ticket TO airshower_embargo;
GRANT SELECT, INSERT ON staging_token TO airshower_embargo;
REVOKE ALL ON "_prisma_migrations" FROM airshower_web, airshower_system;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['collection', 'project', 'observation', 'observation_index_row', 'product', 'observation_product',
    'product_release', 'hdu', 'basket', 'basket_item', 'manifest', 'manifest_file', 'launch', 'launch_event', 'staging_ticket', 'staging_token']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY system ON %I TO airshower_system USING (true) WITH CHECK (true)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['collection', 'project', 'launch', 'staging_ticket', 'staging_token']
  LOOP
    EXECUTE format('CREATE POLICY embargo ON %I TO airshower_embargo USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;

-- DISCOVER
CREATE POLICY discover ON observation FOR SELECT TO airshower_web USING (
     meta_release_at <= now()
  OR project_id = ANY ((SELECT nullif(current_setting('app.projects', true), '')::int[])::int[])
  OR (project_id IS NULL AND collection_id = ANY ((SELECT nullif(current_setting('app.collections', true), '')::int[])::int[])));

CREATE POLICY discover ON observation_index_row FOR SELECT TO airshower_web USING (
  EXISTS (SELECT 1 FROM observation o WHERE o.id = observation_id));

-- A collection or project is found by its first visible observation: by index, so that hidden rows cost no time that would tell of them.
CREATE POLICY discover ON collection FOR SELECT TO airshower_web USING (
     EXISTS (SELECT 1 FROM observation o WHERE o.collection_id = collection.id AND o.meta_release_at <= now())
  OR EXISTS (SELECT 1 FROM observation o WHERE o.collection_id = collection.id
             AND o.project_id = ANY ((SELECT nullif(current_setting('app.projects', true), '')::int[])::int[]))
  OR id = ANY ((SELECT nullif(current_setting('app.collections', true), '')::int[])::int[]));

CREATE POLICY discover ON project FOR SELECT TO airshower_web USING (
     id = ANY ((SELECT nullif(current_setting('app.projects', true), '')::int[])::int[])
  OR EXISTS (SELECT 1 FROM observation o WHERE o.project_id = project.id AND o.meta_release_at <= now()));

CREATE POLICY discover ON observation_product FOR SELECT TO airshower_web USING (
  EXISTS (SELECT 1 FROM observation o WHERE o.id = observation_id));

-- The sub-selects run under the viewer's own policies: a hidden observation does not count as seen.
CREATE POLICY discover ON product FOR SELECT TO airshower_web USING (
  CASE sharing
    WHEN 'single' THEN
         meta_release_at <= now()
      OR project_id = ANY ((SELECT nullif(current_setting('app.projects', true), '')::int[])::int[])
      OR (project_id IS NULL AND collection_id = ANY ((SELECT nullif(current_setting('app.collections', true), '')::int[])::int[]))
    WHEN 'shared-irf' THEN
         meta_release_at <= now()
      OR EXISTS (SELECT 1 FROM observation_product l WHERE l.product_id = product.id)
    WHEN 'combined' THEN
         meta_release_at <= now()
      OR (SELECT count(*) FROM observation_product l WHERE l.product_id = product.id) = observation_count
    WHEN 'store' THEN EXISTS (SELECT 1 FROM collection c WHERE c.id = collection_id)
    ELSE false
  END);

CREATE POLICY discover ON hdu FOR SELECT TO airshower_web USING (
  EXISTS (SELECT 1 FROM observation o WHERE o.id = observation_id));

-- READ, said once for observations: the view adds to each visible row what the viewer may do with it.
CREATE VIEW visible_observation WITH (security_invoker = true) AS
SELECT o.*,
  coalesce(
       o.data_release_at <= now()
    OR o.project_id = ANY ((SELECT nullif(current_setting('app.read_projects', true), '')::int[])::int[])
    OR (o.project_id IS NULL AND o.collection_id = ANY ((SELECT nullif(current_setting('app.collections', true), '')::int[])::int[])), false) AS readable,
  coalesce(
       o.project_id = ANY ((SELECT nullif(current_setting('app.projects', true), '')::int[])::int[])
    OR (o.project_id IS NULL AND o.collection_id = ANY ((SELECT nullif(current_setting('app.collections', true), '')::int[])::int[])), false) AS mine
FROM observation o;
GRANT SELECT ON visible_observation TO airshower_web, airshower_system;

CREATE POLICY read ON product_release FOR SELECT TO airshower_web USING (
  EXISTS (SELECT 1 FROM product p WHERE p.id = product_id AND CASE p.sharing
    WHEN 'single' THEN
         p.data_release_at <= now()
      OR p.project_id = ANY ((SELECT nullif(current_setting('app.read_projects', true), '')::int[])::int[])
      OR (p.project_id IS NULL AND p.collection_id = ANY ((SELECT nullif(current_setting('app.collections', true), '')::int[])::int[]))
    WHEN 'shared-irf' THEN
         p.data_release_at <= now()
      OR EXISTS (SELECT 1 FROM observation_product l JOIN visible_observation o ON o.id = l.observation_id WHERE l.product_id = p.id AND o.readable)
    WHEN 'combined' THEN
         p.data_release_at <= now()
      OR (SELECT count(*) FROM observation_product l JOIN visible_observation o ON o.id = l.observation_id WHERE l.product_id = p.id AND o.readable) = p.observation_count
    WHEN 'store' THEN true
    ELSE false
  END));

-- What belongs to one person.
CREATE POLICY own ON basket TO airshower_web
  USING (owner_sub = nullif(current_setting('app.sub', true), ''))
  WITH CHECK (owner_sub = nullif(current_setting('app.sub', true), ''));
CREATE POLICY own ON basket_item TO airshower_web
  USING (EXISTS (SELECT 1 FROM basket b WHERE b.id = basket_id))
  WITH CHECK (EXISTS (SELECT 1 FROM basket b WHERE b.id = basket_id));
CREATE POLICY own ON manifest TO airshower_web
  USING (owner_sub = nullif(current_setting('app.sub', true), ''))
  WITH CHECK (owner_sub = nullif(current_setting('app.sub', true), ''));
CREATE POLICY own ON launch TO airshower_web
  USING (owner_sub = nullif(current_setting('app.sub', true), ''))
  WITH CHECK (owner_sub = nullif(current_setting('app.sub', true), '') AND EXISTS (SELECT 1 FROM manifest m WHERE m.id = manifest_id));
CREATE POLICY own ON launch_event TO airshower_web
  USING (EXISTS (SELECT 1 FROM launch l WHERE l.id = launch_id))
  WITH CHECK (EXISTS (SELECT 1 FROM launch l WHERE l.id = launch_id));

-- A manifest's file is the owner's to read while its release is, and bytes made from observations while all of them are.
CREATE POLICY read ON manifest_file FOR SELECT TO airshower_web USING (
  CASE WHEN release_id IS NOT NULL THEN
    EXISTS (SELECT 1 FROM manifest m WHERE m.id = manifest_id) AND EXISTS (SELECT 1 FROM product_release r WHERE r.id = release_id)
  ELSE
    EXISTS (SELECT 1 FROM manifest m WHERE m.id = manifest_id
      AND (SELECT count(*) FROM visible_observation o WHERE o.id = ANY (m.observation_ids) AND o.readable) = cardinality(m.observation_ids))
  END);
CREATE POLICY write ON manifest_file FOR INSERT TO airshower_web
  WITH CHECK (EXISTS (SELECT 1 FROM manifest m WHERE m.id = manifest_id));
