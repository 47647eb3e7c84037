-- Loads of a collection's store that its managers ask for. Who asks says which collection and nothing else: where the store
-- is, the operators say to the worker (STORES_FILE), and no path goes through this table.
CREATE TABLE "collection_load" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "collection_id" INTEGER NOT NULL,
    "asked_by" TEXT NOT NULL DEFAULT embargo.me(),
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    -- refused: the store is at fault, and its report says where; failed: something that was not foreseen.
    "state" TEXT NOT NULL DEFAULT 'waiting' CHECK ("state" IN ('waiting', 'running', 'done', 'refused', 'failed')),
    -- How often a worker began it, and when the one that has it last said so: one that is killed says nothing any more.
    "begun_count" INTEGER NOT NULL DEFAULT 0,
    "beat_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "report" JSONB,
    "problem" TEXT,
    CONSTRAINT "collection_load_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "collection_load_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- One at a time of each collection, however many ask.
CREATE UNIQUE INDEX "collection_load_open_key" ON "collection_load" ("collection_id") WHERE "state" IN ('waiting', 'running');
CREATE INDEX "collection_load_collection_id_asked_at_idx" ON "collection_load" ("collection_id", "asked_at" DESC);

ALTER TABLE "collection_load" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "collection_load" FORCE ROW LEVEL SECURITY;
REVOKE ALL ON "collection_load" FROM airshower_web, airshower_system, airshower_embargo;
GRANT SELECT, INSERT ("collection_id") ON "collection_load" TO airshower_web;
GRANT SELECT, UPDATE ("state", "begun_count", "beat_at", "ended_at", "report", "problem"), DELETE ON "collection_load" TO airshower_system;
-- Its report names observations, hidden ones too: it is for those who manage the collection, unless it is denied to them.
CREATE POLICY manage ON "collection_load" FOR SELECT TO airshower_web USING (embargo.manages_collection(collection_id) AND NOT embargo.is_denied(collection_id, NULL, NULL));
CREATE POLICY ask ON "collection_load" FOR INSERT TO airshower_web
  WITH CHECK (embargo.manages_collection(collection_id) AND NOT embargo.is_denied(collection_id, NULL, NULL) AND asked_by = embargo.me());
CREATE POLICY system ON "collection_load" TO airshower_system USING (true) WITH CHECK (true);

-- Told to the collection's chain: that it was asked for, and how it ended.
CREATE FUNCTION embargo.audit_load() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_by(ARRAY['collection:' || NEW.collection_id], CASE TG_OP WHEN 'INSERT' THEN 'load.asked' ELSE 'load.ended' END,
    CASE WHEN NEW.state IN ('refused', 'failed') THEN 'failed' ELSE 'ok' END, jsonb_build_object('load', NEW.id, 'state', NEW.state));
  RETURN NULL;
END $$;
GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.audit_load() OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.audit_load() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.audit_load() TO airshower_web, airshower_system;
RESET ROLE;
CREATE TRIGGER collection_load_asked_audited AFTER INSERT ON collection_load FOR EACH ROW EXECUTE FUNCTION embargo.audit_load();
CREATE TRIGGER collection_load_ended_audited AFTER UPDATE OF state ON collection_load FOR EACH ROW
  WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION embargo.audit_load();
