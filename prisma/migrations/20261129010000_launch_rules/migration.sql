-- Replication rules that launches asked Rucio for: data brought to a storage site that the launch's notebook service mounts.

-- A rule that a launch counts on. Launches of the same files share scope and dataset, and so the rule at Rucio.
CREATE TABLE "launch_rule" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "launch_id" UUID NOT NULL REFERENCES "launch"("id") ON DELETE CASCADE,
    "site" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "dataset" TEXT NOT NULL,
    -- As Rucio knows it; NULL until its answer is written down: it may have been made all the same.
    "rule_id" TEXT,
    -- The files that it is about, all of which the launch's owner could read when it was asked for.
    "release_ids" BIGINT[] NOT NULL,
    "total_files" INTEGER NOT NULL,
    "ready_files" INTEGER NOT NULL DEFAULT 0,
    "on_tape_files" INTEGER NOT NULL DEFAULT 0,
    -- How long those on tape usually take, as the service's configuration estimates.
    "expected_sec" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'asking',
    -- Rucio's words on what is stuck.
    "reason" TEXT,
    -- Until when the data are wanted there, and what Rucio was told of it.
    "until" TIMESTAMPTZ(3) NOT NULL,
    "told_until" TIMESTAMPTZ(3),
    -- Where files that are there lie in the service's sessions: `{"path in the manifest": "path in the session"}`.
    "mounted" JSONB NOT NULL DEFAULT '{}',
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    -- When the launch needed it no more, and when Rucio had been told so, or another launch needed the same rule still.
    "ended_at" TIMESTAMPTZ(3),
    "released_at" TIMESTAMPTZ(3),
    CONSTRAINT "launch_rule_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "launch_rule_state" CHECK ("state" IN ('asking', 'bringing', 'ready', 'stuck', 'waiting', 'full', 'away', 'ended'))
);
-- One that lives of a launch: whoever asks again, after any end, finds it.
CREATE UNIQUE INDEX "launch_rule_living_key" ON "launch_rule" ("launch_id") WHERE "ended_at" IS NULL;
CREATE INDEX "launch_rule_launch_idx" ON "launch_rule" ("launch_id", "asked_at");
CREATE INDEX "launch_rule_shared_idx" ON "launch_rule" ("site", "scope", "dataset") WHERE "released_at" IS NULL;

ALTER TABLE "launch_rule" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "launch_rule" FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON "launch_rule" TO airshower_system;
CREATE POLICY system ON "launch_rule" TO airshower_system USING (true) WITH CHECK (true);
-- For the launch's owner, who may move its end; all else is the worker's.
GRANT SELECT, UPDATE ("until") ON "launch_rule" TO airshower_web;
CREATE POLICY own ON "launch_rule" TO airshower_web USING (EXISTS (SELECT 1 FROM launch l WHERE l.id = launch_id));

-- Whether it still waits for its data to be brought; without, what is not there is downloaded.
ALTER TABLE "launch" ADD COLUMN "waits_for_data" BOOLEAN NOT NULL DEFAULT true;
-- How far the data were brought when this happened.
ALTER TABLE "launch_event" ADD COLUMN "availability" JSONB;
