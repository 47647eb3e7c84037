-- IRF files that a collection makes public are so with the collection: where its name is hidden, or denied to a person,
-- they are absent too. Else a basket that once pinned one would go on naming a collection that is hidden by now.
DO $$
BEGIN
  EXECUTE format('ALTER POLICY discover ON product USING (CASE sharing
    WHEN ''single'' THEN %s
    WHEN ''shared-irf'' THEN (meta_release_at <= now() AND EXISTS (SELECT 1 FROM collection c WHERE c.id = collection_id)) OR EXISTS (SELECT 1 FROM observation_product l WHERE l.product_id = product.id)
    WHEN ''combined'' THEN (SELECT count(*) FROM observation_product l WHERE l.product_id = product.id) = observation_count
    WHEN ''store'' THEN EXISTS (SELECT 1 FROM collection c WHERE c.id = collection_id)
    ELSE false END)', embargo.discover_rule('observation_id', 'meta_release_at'));
END $$;
