-- What was worked out of a release's bytes to be looked at: histograms, maps, the rows of a table. It tells what the bytes
-- tell, so that it is READ's: a preview is there for whoever may read its release, in that moment and not after.
CREATE TABLE "preview" (
    "release_id" BIGINT NOT NULL,
    -- Which look, and what was asked of it, as canonical JSON.
    "look" TEXT NOT NULL,
    "asked" TEXT NOT NULL,
    -- Of the bytes that it was made from; it is of no use for others.
    "checksum" TEXT NOT NULL,
    -- JSON; or why there is none: {"slug", "status", "message"}.
    "answer" TEXT,
    "problem" JSONB,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "preview_pkey" PRIMARY KEY ("release_id", "look", "asked"),
    CONSTRAINT "preview_one_of_both" CHECK (("answer" IS NULL) <> ("problem" IS NULL))
);
ALTER TABLE "preview" ADD CONSTRAINT "preview_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "product_release"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE preview ENABLE ROW LEVEL SECURITY;
ALTER TABLE preview FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON preview TO airshower_system USING (true) WITH CHECK (true);
-- The sub-select runs under the viewer's own policies.
CREATE POLICY read ON preview FOR SELECT TO airshower_web USING (
  EXISTS (SELECT 1 FROM product_release r WHERE r.id = release_id));

GRANT SELECT, INSERT, UPDATE, DELETE ON preview TO airshower_system;
GRANT SELECT ON preview TO airshower_web;
