-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "sub" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "email_verified" TIMESTAMPTZ(3),
    "image" TEXT,
    "groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "groups_checked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,
    "refresh_token" TEXT,
    "access_token" TEXT,
    "expires_at" INTEGER,
    "token_type" TEXT,
    "scope" TEXT,
    "id_token" TEXT,
    "session_state" TEXT,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "session_token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "iam_session_id" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_token" (
    "identifier" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL
);

-- CreateTable
CREATE TABLE "collection" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "simulated" BOOLEAN NOT NULL DEFAULT false,
    "iam_group" TEXT,
    "shared_irfs_public" BOOLEAN NOT NULL DEFAULT false,
    "obs_index_columns" JSONB NOT NULL,
    "hdu_index_columns" JSONB NOT NULL,
    "loaded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "collection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "pi_username" TEXT NOT NULL,
    "iam_group" TEXT NOT NULL,
    "meta_clock" TEXT NOT NULL DEFAULT 'fixed',
    "meta_clock_date" TIMESTAMPTZ(3),
    "meta_clock_months" INTEGER,
    "data_clock" TEXT NOT NULL DEFAULT 'fixed',
    "data_clock_date" TIMESTAMPTZ(3),
    "data_clock_months" INTEGER,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "observation" (
    "id" BIGSERIAL NOT NULL,
    "collection_id" INTEGER NOT NULL,
    "obs_id" BIGINT NOT NULL,
    "project_id" INTEGER,
    "meta_release_at" TIMESTAMPTZ(3),
    "data_release_at" TIMESTAMPTZ(3),
    "meta_release_override" TIMESTAMPTZ(3),
    "data_release_override" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "obs_mode" TEXT,
    "target_name" TEXT,
    "target_key" TEXT,
    "target_ra_deg" DOUBLE PRECISION,
    "target_dec_deg" DOUBLE PRECISION,
    "ra_deg" DOUBLE PRECISION,
    "dec_deg" DOUBLE PRECISION,
    "alt_deg" DOUBLE PRECISION,
    "az_deg" DOUBLE PRECISION,
    "zenith_deg" DOUBLE PRECISION,
    "hpx" INTEGER,
    "unit_x" DOUBLE PRECISION,
    "unit_y" DOUBLE PRECISION,
    "unit_z" DOUBLE PRECISION,
    "fov_radius_deg" DOUBLE PRECISION NOT NULL,
    "start_mjd" DOUBLE PRECISION NOT NULL,
    "end_mjd" DOUBLE PRECISION NOT NULL,
    "night_mjd" INTEGER NOT NULL,
    "ontime_sec" DOUBLE PRECISION,
    "livetime_sec" DOUBLE PRECISION,
    "dead_time_fraction" DOUBLE PRECISION,
    "instrument" TEXT,
    "facility" TEXT,
    "telescope_count" INTEGER,
    "quality" INTEGER,
    "muon_efficiency" DOUBLE PRECISION,
    "nsb_level" DOUBLE PRECISION,
    "event_count" INTEGER,
    "energy_threshold_tev" DOUBLE PRECISION,
    "size_bytes" BIGINT NOT NULL DEFAULT 0,
    "irf_kinds" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "simulated" BOOLEAN NOT NULL DEFAULT false,
    "warnings" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "analysis" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "observation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "observation_index_row" (
    "observation_id" BIGINT NOT NULL,
    "row" JSONB NOT NULL,

    CONSTRAINT "observation_index_row_pkey" PRIMARY KEY ("observation_id")
);

-- CreateTable
CREATE TABLE "product" (
    "id" BIGSERIAL NOT NULL,
    "collection_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "sharing" TEXT NOT NULL,
    "observation_id" BIGINT,
    "observation_count" INTEGER NOT NULL DEFAULT 1,
    "project_id" INTEGER,
    "meta_release_at" TIMESTAMPTZ(3),
    "data_release_at" TIMESTAMPTZ(3),
    "media_type" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "current_release" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "observation_product" (
    "observation_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,

    CONSTRAINT "observation_product_pkey" PRIMARY KEY ("observation_id","product_id")
);

-- CreateTable
CREATE TABLE "product_release" (
    "id" BIGSERIAL NOT NULL,
    "product_id" BIGINT NOT NULL,
    "release" INTEGER NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "md5" TEXT,
    "adler32" TEXT,
    "backend" TEXT NOT NULL DEFAULT 'local',
    "location" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "product_release_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hdu" (
    "id" BIGSERIAL NOT NULL,
    "observation_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "release" INTEGER NOT NULL,
    "hdu_type" TEXT NOT NULL,
    "hdu_class" TEXT,
    "hdu_name" TEXT NOT NULL,
    "row" JSONB NOT NULL,
    "irf" JSONB,

    CONSTRAINT "hdu_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "basket" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "owner_sub" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT 'default',
    "revision" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "basket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "basket_item" (
    "id" BIGSERIAL NOT NULL,
    "basket_id" UUID NOT NULL,
    "public_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "observation_id" BIGINT,
    "product_id" BIGINT,
    "with_irfs" BOOLEAN NOT NULL DEFAULT false,
    "pin_products" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "pin_releases" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "basket_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "manifest" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "owner_sub" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "basket_revision" INTEGER NOT NULL,
    "total_bytes" BIGINT NOT NULL,
    "observation_ids" BIGINT[],
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "manifest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "manifest_file" (
    "manifest_id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "release_id" BIGINT,
    "content" BYTEA,
    "size_bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,

    CONSTRAINT "manifest_file_pkey" PRIMARY KEY ("manifest_id","path")
);

-- CreateTable
CREATE TABLE "launch" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "owner_sub" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "manifest_id" UUID NOT NULL,
    "service" TEXT NOT NULL,
    "environment" TEXT,
    "server_name" TEXT NOT NULL,
    "work_folder" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'requested',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "url" TEXT,
    "progress" JSONB,
    "problem" JSONB,
    "until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "launch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "launch_event" (
    "id" BIGSERIAL NOT NULL,
    "launch_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "progress" JSONB,

    CONSTRAINT "launch_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staging_ticket" (
    "hash" TEXT NOT NULL,
    "launch_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "key_hash" TEXT,
    "redeemed_at" TIMESTAMPTZ(3),

    CONSTRAINT "staging_ticket_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "staging_token" (
    "hash" TEXT NOT NULL,
    "launch_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "staging_token_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_sub_key" ON "user"("sub");

-- CreateIndex
CREATE UNIQUE INDEX "user_username_key" ON "user"("username");

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "account_provider_provider_account_id_key" ON "account"("provider", "provider_account_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_session_token_key" ON "session"("session_token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "session_iam_session_id_idx" ON "session"("iam_session_id");

-- CreateIndex
CREATE UNIQUE INDEX "verification_token_token_key" ON "verification_token"("token");

-- CreateIndex
CREATE UNIQUE INDEX "verification_token_identifier_token_key" ON "verification_token"("identifier", "token");

-- CreateIndex
CREATE UNIQUE INDEX "collection_name_key" ON "collection"("name");

-- CreateIndex
CREATE UNIQUE INDEX "project_code_key" ON "project"("code");

-- CreateIndex
CREATE INDEX "project_iam_group_idx" ON "project"("iam_group");

-- CreateIndex
CREATE INDEX "observation_project_id_meta_release_at_id_idx" ON "observation"("project_id", "meta_release_at", "id");

-- CreateIndex
CREATE INDEX "observation_collection_id_meta_release_at_id_idx" ON "observation"("collection_id", "meta_release_at", "id");

-- CreateIndex
CREATE INDEX "observation_start_mjd_id_idx" ON "observation"("start_mjd", "id");

-- CreateIndex
CREATE INDEX "observation_hpx_idx" ON "observation"("hpx");

-- CreateIndex
CREATE INDEX "observation_target_key_start_mjd_id_idx" ON "observation"("target_key", "start_mjd", "id");

-- CreateIndex
CREATE INDEX "observation_obs_id_idx" ON "observation"("obs_id");

-- CreateIndex
CREATE UNIQUE INDEX "observation_collection_id_obs_id_key" ON "observation"("collection_id", "obs_id");

-- CreateIndex
CREATE INDEX "product_observation_id_idx" ON "product"("observation_id");

-- CreateIndex
CREATE UNIQUE INDEX "product_collection_id_name_key" ON "product"("collection_id", "name");

-- CreateIndex
CREATE INDEX "observation_product_product_id_idx" ON "observation_product"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "product_release_product_id_release_key" ON "product_release"("product_id", "release");

-- CreateIndex
CREATE INDEX "hdu_observation_id_idx" ON "hdu"("observation_id");

-- CreateIndex
CREATE INDEX "hdu_product_id_release_idx" ON "hdu"("product_id", "release");

-- CreateIndex
CREATE UNIQUE INDEX "basket_owner_sub_name_key" ON "basket"("owner_sub", "name");

-- CreateIndex
CREATE UNIQUE INDEX "basket_item_basket_id_public_id_key" ON "basket_item"("basket_id", "public_id");

-- CreateIndex
CREATE INDEX "manifest_owner_sub_digest_idx" ON "manifest"("owner_sub", "digest");

-- CreateIndex
CREATE INDEX "launch_owner_sub_created_at_idx" ON "launch"("owner_sub", "created_at");

-- CreateIndex
CREATE INDEX "launch_state_idx" ON "launch"("state");

-- CreateIndex
CREATE UNIQUE INDEX "launch_event_launch_id_seq_key" ON "launch_event"("launch_id", "seq");

-- CreateIndex
CREATE INDEX "staging_ticket_launch_id_idx" ON "staging_ticket"("launch_id");

-- CreateIndex
CREATE INDEX "staging_token_launch_id_idx" ON "staging_token"("launch_id");

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observation" ADD CONSTRAINT "observation_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observation" ADD CONSTRAINT "observation_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observation_index_row" ADD CONSTRAINT "observation_index_row_observation_id_fkey" FOREIGN KEY ("observation_id") REFERENCES "observation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product" ADD CONSTRAINT "product_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product" ADD CONSTRAINT "product_observation_id_fkey" FOREIGN KEY ("observation_id") REFERENCES "observation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observation_product" ADD CONSTRAINT "observation_product_observation_id_fkey" FOREIGN KEY ("observation_id") REFERENCES "observation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observation_product" ADD CONSTRAINT "observation_product_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_release" ADD CONSTRAINT "product_release_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hdu" ADD CONSTRAINT "hdu_observation_id_fkey" FOREIGN KEY ("observation_id") REFERENCES "observation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hdu" ADD CONSTRAINT "hdu_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "basket_item" ADD CONSTRAINT "basket_item_basket_id_fkey" FOREIGN KEY ("basket_id") REFERENCES "basket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "manifest_file" ADD CONSTRAINT "manifest_file_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "launch" ADD CONSTRAINT "launch_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifest"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "launch_event" ADD CONSTRAINT "launch_event_launch_id_fkey" FOREIGN KEY ("launch_id") REFERENCES "launch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staging_ticket" ADD CONSTRAINT "staging_ticket_launch_id_fkey" FOREIGN KEY ("launch_id") REFERENCES "launch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staging_token" ADD CONSTRAINT "staging_token_launch_id_fkey" FOREIGN KEY ("launch_id") REFERENCES "launch"("id") ON DELETE CASCADE ON UPDATE CASCADE;
