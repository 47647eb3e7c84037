-- Canaries: observations that nobody may see, and what came of looking for them from outside. The runs are for those who
-- manage anything; the observations lie in the ordinary tables, and what hides them there is the embargo alone.
CREATE TABLE "canary_run" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "finished_at" TIMESTAMPTZ(3),
    "origin" TEXT NOT NULL CHECK ("origin" IN ('worker', 'command')),
    "state" TEXT NOT NULL DEFAULT 'running' CHECK ("state" IN ('running', 'clean', 'leak', 'failed')),
    "probe_count" INTEGER NOT NULL DEFAULT 0,
    -- As whom it was looked for: anonymous, signed-in.
    "viewers" TEXT[] NOT NULL DEFAULT '{}',
    -- [{"kind", "route", "viewer"}]
    "leaks" JSONB NOT NULL DEFAULT '[]',
    "problem" TEXT,
    CONSTRAINT "canary_run_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "canary_run_started_at_idx" ON "canary_run" ("started_at" DESC);
ALTER TABLE canary_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE canary_run FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON canary_run TO airshower_system;
GRANT SELECT ON canary_run TO airshower_web;
CREATE POLICY system ON canary_run TO airshower_system USING (true) WITH CHECK (true);
CREATE POLICY manage ON canary_run FOR SELECT TO airshower_web USING (embargo.manages_any());
