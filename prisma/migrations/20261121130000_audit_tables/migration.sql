-- The audit: what was done with rights and with data, by whom, written in the transaction of what it records and sealed
-- into one hash chain per project, per collection, and for the portal. docs/audit.md has the canonical form.

-- Whom entries speak of. Anonymising empties sub and username; entries keep the id, so no chain breaks.
CREATE TABLE "audit_person" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sub" TEXT,
    "username" TEXT,
    "anonymised_at" TIMESTAMPTZ(3),
    CONSTRAINT "audit_person_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "audit_person_sub_key" ON "audit_person" ("sub");
CREATE INDEX "audit_person_username_idx" ON "audit_person" ("username");

-- `scope`: 'project:12', 'collection:3' or 'portal'. `chain`: the same, or with ':managers' for what the project's PI may
-- not read (denials): numbers missing from one chain would tell of them. No foreign keys: an entry outlives what it is about.
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "scope" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "actor" TEXT NOT NULL CHECK ("actor" IN ('person', 'anonymous', 'system', 'iam')),
    "person" UUID,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL CHECK ("outcome" IN ('ok', 'refused', 'failed')),
    "subject" JSONB NOT NULL,
    "request_id" TEXT,
    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "audit_entry_person" CHECK ("actor" <> 'person' OR "person" IS NOT NULL)
);
CREATE INDEX "audit_entry_scope_at_id_idx" ON "audit_entry" ("scope", "at", "id");
CREATE INDEX "audit_entry_scope_person_at_id_idx" ON "audit_entry" ("scope", "person", "at", "id");
-- Files are most of what happens; everything else is found without stepping over them.
CREATE INDEX "audit_entry_no_files_idx" ON "audit_entry" ("scope", "at", "id") WHERE "action" NOT IN ('file.read', 'file.staged');

-- What is to be sealed: an entry that commits late, with a lower id than others, is found here all the same.
CREATE TABLE "audit_pending" (
    "entry_id" BIGINT NOT NULL,
    "chain" TEXT NOT NULL,
    CONSTRAINT "audit_pending_pkey" PRIMARY KEY ("entry_id")
);

-- hash = SHA-256 of the previous hash and the entry; mac = the same signed with the portal's key, so that a chain can not
-- be made anew by who can write here.
CREATE TABLE "audit_seal" (
    "entry_id" BIGINT NOT NULL,
    "chain" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "mac" BYTEA NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("chain", "seq")
);
CREATE UNIQUE INDEX "audit_seal_entry_id_key" ON "audit_seal" ("entry_id");

-- Where a chain begins (after what was pruned) and ends. `id` names it in hashes, since `chain` holds a serial key.
CREATE TABLE "audit_head" (
    "chain" TEXT NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "base_seq" BIGINT NOT NULL DEFAULT 0,
    "base_hash" BYTEA NOT NULL,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "hash" BYTEA NOT NULL,
    "mac" BYTEA NOT NULL,
    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("chain")
);
-- One row, signed over the names of all chains: a chain that is gone as a whole is missed.
CREATE TABLE "audit_register" (
    "only" BOOLEAN NOT NULL DEFAULT true CHECK ("only"),
    "mac" BYTEA,
    CONSTRAINT "audit_register_pkey" PRIMARY KEY ("only")
);
INSERT INTO "audit_register" DEFAULT VALUES;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_person', 'audit_entry', 'audit_pending', 'audit_seal', 'audit_head', 'audit_register']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY embargo ON %I TO airshower_embargo USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY seal ON %I TO airshower_system USING (true) WITH CHECK (true)', t);
    EXECUTE format('REVOKE ALL ON %I FROM airshower_web, airshower_system, airshower_embargo', t);
    EXECUTE format('GRANT SELECT ON %I TO airshower_system, airshower_embargo', t);
  END LOOP;
END $$;

-- Entries are written by functions of airshower_embargo alone, which fill in who and when; nobody updates one. It deletes
-- in one function, which prunes (see the migration audit_upkeep). The sealer adds seals and moves heads.
GRANT INSERT, DELETE ON audit_entry, audit_pending TO airshower_embargo;
GRANT USAGE ON SEQUENCE audit_entry_id_seq TO airshower_embargo;
GRANT INSERT ON audit_person TO airshower_embargo;
GRANT UPDATE (sub, username, anonymised_at) ON audit_person TO airshower_embargo;
GRANT DELETE ON audit_seal TO airshower_embargo;
GRANT UPDATE ON audit_head TO airshower_embargo;
GRANT INSERT ON audit_seal, audit_head TO airshower_system;
GRANT UPDATE (seq, hash, mac) ON audit_head TO airshower_system;
GRANT UPDATE (mac) ON audit_register TO airshower_system;
GRANT DELETE ON audit_pending TO airshower_system;
