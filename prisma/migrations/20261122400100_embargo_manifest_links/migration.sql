-- A kept manifest as it was chosen, file by file, so that it can be made again for somebody else out of what that person may read.
-- No foreign keys to data: they would bypass the embargo.
CREATE TABLE "manifest_item" (
    "manifest_id" UUID NOT NULL,
    "place" INTEGER NOT NULL,
    "public_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "observation_id" BIGINT,
    "product_id" BIGINT,
    "with_irfs" BOOLEAN NOT NULL,
    "pin_product" BIGINT NOT NULL,
    "pin_release" INTEGER NOT NULL,
    CONSTRAINT "manifest_item_pkey" PRIMARY KEY ("manifest_id", "public_id", "pin_product")
);
ALTER TABLE "manifest_item" ADD CONSTRAINT "manifest_item_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The link to a manifest, as long as its owner lets it be. It gives no right.
CREATE TABLE "manifest_link" (
    "manifest_id" UUID NOT NULL,
    "owner_sub" TEXT NOT NULL,
    "frozen_at" TIMESTAMPTZ(3) NOT NULL,
    "shared_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    CONSTRAINT "manifest_link_pkey" PRIMARY KEY ("manifest_id")
);
ALTER TABLE "manifest_link" ADD CONSTRAINT "manifest_link_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON manifest_item, manifest_link TO airshower_system;
GRANT SELECT, INSERT ON manifest_item TO airshower_web;
GRANT SELECT, INSERT ON manifest_link TO airshower_web;
GRANT UPDATE (shared_at, ended_at) ON manifest_link TO airshower_web;
GRANT SELECT ON manifest_link TO airshower_embargo;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['manifest_item', 'manifest_link']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY system ON %I TO airshower_system USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
CREATE POLICY embargo ON manifest_link FOR SELECT TO airshower_embargo USING (true);

-- Asked with more rights than the viewer's, who sees a link only through what it leads to: the policies would ask each other in a circle.
CREATE FUNCTION embargo.is_linked(p_manifest uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.manifest_link l WHERE l.manifest_id = p_manifest AND l.ended_at IS NULL)
$$;

-- Of one's own manifests and of those with a link: what may be read now, and nothing of the rest. As in a basket, an
-- observation's files come with the observation, so that it must be readable too.
CREATE POLICY read ON manifest_item FOR SELECT TO airshower_web USING (
  (EXISTS (SELECT 1 FROM manifest m WHERE m.id = manifest_id) OR embargo.is_linked(manifest_id))
  AND (observation_id IS NULL OR EXISTS (SELECT 1 FROM visible_observation o WHERE o.id = observation_id AND o.readable))
  AND EXISTS (SELECT 1 FROM product_release r WHERE r.product_id = pin_product AND r.release = pin_release));
CREATE POLICY keep ON manifest_item FOR INSERT TO airshower_web WITH CHECK (EXISTS (SELECT 1 FROM manifest m WHERE m.id = manifest_id));

-- A link of which somebody may read nothing is, for that person, no link.
CREATE POLICY read ON manifest_link FOR SELECT TO airshower_web USING (
  owner_sub = embargo.me() OR EXISTS (SELECT 1 FROM manifest_item i WHERE i.manifest_id = manifest_link.manifest_id));
CREATE POLICY share ON manifest_link FOR INSERT TO airshower_web
  WITH CHECK (owner_sub = embargo.me() AND EXISTS (SELECT 1 FROM manifest m WHERE m.id = manifest_id));
CREATE POLICY change ON manifest_link FOR UPDATE TO airshower_web USING (owner_sub = embargo.me()) WITH CHECK (owner_sub = embargo.me());

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.is_linked(uuid) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.is_linked(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.is_linked(uuid) TO airshower_web, airshower_system;
RESET ROLE;
