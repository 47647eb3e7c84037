-- What the embargo knows besides clocks and groups: managers, joint projects, deputies, grants, holds, denials; and what
-- people ask for and are told.

-- Members of these IAM groups manage the collection's embargo: they see its descriptions and read nothing by that office.
CREATE TABLE "collection_manager" (
    "collection_id" INTEGER NOT NULL REFERENCES "collection"("id") ON DELETE CASCADE,
    "iam_group" TEXT NOT NULL,
    CONSTRAINT "collection_manager_pkey" PRIMARY KEY ("collection_id", "iam_group")
);
CREATE INDEX "collection_manager_iam_group_idx" ON "collection_manager" ("iam_group");

-- A project awarded under two codes. Both directions are there: the observations of either belong to both.
CREATE TABLE "joint_project" (
    "project_id" INTEGER NOT NULL REFERENCES "project"("id") ON DELETE CASCADE,
    "partner_id" INTEGER NOT NULL REFERENCES "project"("id") ON DELETE CASCADE,
    CONSTRAINT "joint_project_pkey" PRIMARY KEY ("project_id", "partner_id"),
    CONSTRAINT "joint_project_two" CHECK ("project_id" <> "partner_id")
);

-- `hold`: 0 none, 1 its bytes are closed, 2 it is hidden. Kept by the database from the table hold. `early_release_approval`:
-- data open early only when a second manager agrees. `when_right_ends`: what happens to launches that staged its data.
ALTER TABLE "project" ADD COLUMN "is_joint" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "hold" SMALLINT NOT NULL DEFAULT 0,
  ADD COLUMN "early_release_approval" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "when_right_ends" TEXT NOT NULL DEFAULT 'notify' CHECK ("when_right_ends" IN ('notify', 'stop'));
ALTER TABLE "observation" ADD COLUMN "hold" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "product" ADD COLUMN "hold" SMALLINT NOT NULL DEFAULT 0;

-- Persons whom the PI lets act for the project. They need be its members, like the PI.
CREATE TABLE "project_deputy" (
    "project_id" INTEGER NOT NULL REFERENCES "project"("id") ON DELETE CASCADE,
    "sub" TEXT NOT NULL,
    "named_by" TEXT NOT NULL,
    "named_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    CONSTRAINT "project_deputy_pkey" PRIMARY KEY ("project_id", "sub")
);

-- Chosen observations, as one thing that grants, holds, denials and requests can be about. With a name: a saved
-- selection, and what is added to it later comes under them too.
CREATE TABLE "selection" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT,
    "made_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    CONSTRAINT "selection_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "selection_made_by_name_key" ON "selection" ("made_by", "name") WHERE "name" IS NOT NULL;
CREATE TABLE "selection_observation" (
    "selection_id" UUID NOT NULL REFERENCES "selection"("id") ON DELETE CASCADE,
    "observation_id" BIGINT NOT NULL REFERENCES "observation"("id") ON DELETE CASCADE,
    CONSTRAINT "selection_observation_pkey" PRIMARY KEY ("selection_id", "observation_id")
);
CREATE INDEX "selection_observation_observation_id_idx" ON "selection_observation" ("observation_id");

-- A right beyond membership. `grantee`: the IAM subject of a person, or a group. `roles` NULL: all products; else READ of
-- products of these roles only. `rights` 'read' includes DISCOVER.
CREATE TABLE "access_grant" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "grantee_kind" TEXT NOT NULL CHECK ("grantee_kind" IN ('person', 'group')),
    "grantee" TEXT NOT NULL,
    "collection_id" INTEGER REFERENCES "collection"("id") ON DELETE CASCADE,
    "project_id" INTEGER REFERENCES "project"("id") ON DELETE CASCADE,
    "selection_id" UUID REFERENCES "selection"("id"),
    "rights" TEXT NOT NULL CHECK ("rights" IN ('discover', 'read')),
    "roles" TEXT[],
    "valid_from" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "valid_until" TIMESTAMPTZ(3),
    -- Opened by two managers together, for a limited time.
    "emergency" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT NOT NULL,
    "given_by" TEXT NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    "revoke_reason" TEXT,
    CONSTRAINT "access_grant_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "access_grant_one_scope" CHECK (num_nonnulls("collection_id", "project_id", "selection_id") = 1),
    CONSTRAINT "access_grant_period" CHECK ("valid_until" IS NULL OR "valid_until" > "valid_from"),
    CONSTRAINT "access_grant_roles" CHECK ("roles" IS NULL OR ("rights" = 'read' AND cardinality("roles") > 0)),
    CONSTRAINT "access_grant_emergency_ends" CHECK (NOT "emergency" OR "valid_until" IS NOT NULL)
);
CREATE INDEX "access_grant_grantee_idx" ON "access_grant" ("grantee", "grantee_kind") WHERE "revoked_at" IS NULL;
CREATE INDEX "access_grant_project_id_idx" ON "access_grant" ("project_id");
CREATE INDEX "access_grant_collection_id_idx" ON "access_grant" ("collection_id");
CREATE INDEX "access_grant_selection_id_idx" ON "access_grant" ("selection_id");

-- A hold beats every right and the public's. `closes` 'read': the bytes; 'discover': the descriptions too.
CREATE TABLE "hold" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "project_id" INTEGER REFERENCES "project"("id") ON DELETE CASCADE,
    "selection_id" UUID REFERENCES "selection"("id"),
    "closes" TEXT NOT NULL CHECK ("closes" IN ('read', 'discover')),
    "reason" TEXT NOT NULL,
    "placed_by" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" TEXT,
    "lift_reason" TEXT,
    CONSTRAINT "hold_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "hold_one_scope" CHECK (num_nonnulls("project_id", "selection_id") = 1)
);
CREATE INDEX "hold_project_id_idx" ON "hold" ("project_id") WHERE "lifted_at" IS NULL;
CREATE INDEX "hold_selection_id_idx" ON "hold" ("selection_id") WHERE "lifted_at" IS NULL;

-- One person, to whom both rights are closed whatever else would open them.
CREATE TABLE "denial" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sub" TEXT NOT NULL,
    "collection_id" INTEGER REFERENCES "collection"("id") ON DELETE CASCADE,
    "project_id" INTEGER REFERENCES "project"("id") ON DELETE CASCADE,
    "selection_id" UUID REFERENCES "selection"("id"),
    "reason" TEXT NOT NULL,
    "placed_by" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" TEXT,
    "lift_reason" TEXT,
    CONSTRAINT "denial_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "denial_one_scope" CHECK (num_nonnulls("collection_id", "project_id", "selection_id") = 1)
);
CREATE INDEX "denial_sub_idx" ON "denial" ("sub") WHERE "lifted_at" IS NULL;

-- What somebody asks for: access to observations, or of the managers another date for a project.
CREATE TABLE "request" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL CHECK ("kind" IN ('access', 'extension', 'early-release')),
    "project_id" INTEGER REFERENCES "project"("id") ON DELETE CASCADE,
    "selection_id" UUID REFERENCES "selection"("id"),
    "asked_by" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "reason" TEXT NOT NULL,
    -- The date that an extension or an early release asks for.
    "wanted_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'open' CHECK ("state" IN ('open', 'granted', 'refused', 'withdrawn')),
    "answered_by" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "answer" TEXT,
    "grant_id" UUID REFERENCES "access_grant"("id"),
    CONSTRAINT "request_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "request_scope" CHECK (("kind" = 'access') = ("selection_id" IS NOT NULL))
);
CREATE INDEX "request_asked_by_idx" ON "request" ("asked_by", "asked_at");
CREATE INDEX "request_project_id_idx" ON "request" ("project_id", "state");

-- What a person is told in the portal, and by e-mail where that is configured.
CREATE TABLE "notice" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sub" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    -- A path of the portal.
    "link" TEXT,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "read_at" TIMESTAMPTZ(3),
    "mailed_at" TIMESTAMPTZ(3),
    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "notice_sub_idx" ON "notice" ("sub", "made_at");
CREATE INDEX "notice_unmailed_idx" ON "notice" ("made_at") WHERE "mailed_at" IS NULL;

-- Pages that count or step over rows in an index need to know of holds there too.
DROP INDEX "observation_start_mjd_id_idx";
CREATE INDEX "observation_start_mjd_id_idx" ON "observation" ("start_mjd", "id") INCLUDE ("end_mjd", "meta_release_at", "data_release_at", "project_id", "collection_id", "hold", "size_bytes");
DROP INDEX "observation_project_id_start_mjd_id_idx";
CREATE INDEX "observation_project_id_start_mjd_id_idx" ON "observation" ("project_id", "start_mjd", "id") INCLUDE ("meta_release_at", "data_release_at", "collection_id", "hold", "size_bytes");
DROP INDEX "observation_instrument_start_mjd_id_idx";
CREATE INDEX "observation_instrument_start_mjd_id_idx" ON "observation" ("instrument", "start_mjd", "id") INCLUDE ("meta_release_at", "project_id", "collection_id", "hold", "size_bytes");

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['collection_manager', 'joint_project', 'project_deputy', 'selection', 'selection_observation', 'access_grant', 'hold', 'denial', 'request', 'notice']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airshower_system', t);
    EXECUTE format('CREATE POLICY system ON %I TO airshower_system USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO airshower_embargo', t);
    EXECUTE format('CREATE POLICY embargo ON %I TO airshower_embargo USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;

-- What the functions of airshower_embargo look up and, for managers, change.
GRANT SELECT, UPDATE ON observation, product TO airshower_embargo;
GRANT UPDATE ON project TO airshower_embargo;
GRANT SELECT ON observation_product TO airshower_embargo;
GRANT SELECT, INSERT, UPDATE, DELETE ON observation_tally TO airshower_embargo;
GRANT USAGE ON SEQUENCE observation_tally_id_seq TO airshower_embargo;
GRANT SELECT, UPDATE ON search_bound TO airshower_embargo;
CREATE POLICY embargo ON observation TO airshower_embargo USING (true) WITH CHECK (true);
CREATE POLICY embargo ON product TO airshower_embargo USING (true) WITH CHECK (true);
CREATE POLICY embargo ON observation_product TO airshower_embargo USING (true);
CREATE POLICY embargo ON observation_tally TO airshower_embargo USING (true) WITH CHECK (true);
CREATE POLICY embargo ON search_bound TO airshower_embargo USING (true) WITH CHECK (true);
