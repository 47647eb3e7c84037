-- Searches that somebody keeps under a name, and the last ones that they made, which have none. A watched one is asked
-- again by the worker, in its owner's name and under the rights that they then have.
CREATE TABLE "saved_search" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "owner_sub" TEXT NOT NULL,
    "name" TEXT CHECK (char_length("name") BETWEEN 1 AND 100),
    "query" JSONB NOT NULL,
    "watched" BOOLEAN NOT NULL DEFAULT false,
    -- What it found when it was last looked at: observations that its owner could see then. No foreign keys: they would
    -- bypass the embargo.
    "found" BIGINT[],
    "checked_at" TIMESTAMPTZ(3),
    -- Why it is not watched any more.
    "problem" TEXT CHECK ("problem" IN ('too-many', 'unreadable')),
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    CONSTRAINT "saved_search_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "saved_search_watched" CHECK (NOT "watched" OR ("name" IS NOT NULL AND "found" IS NOT NULL))
);
CREATE UNIQUE INDEX "saved_search_owner_sub_name_key" ON "saved_search" ("owner_sub", "name");
CREATE INDEX "saved_search_due_idx" ON "saved_search" ("checked_at") WHERE "watched";

ALTER TABLE "saved_search" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "saved_search" FORCE ROW LEVEL SECURITY;
REVOKE ALL ON "saved_search" FROM airshower_web, airshower_system, airshower_embargo;
GRANT SELECT, DELETE, INSERT ("owner_sub", "name", "query", "watched", "found", "checked_at"),
  UPDATE ("name", "watched", "found", "checked_at", "problem", "used_at") ON "saved_search" TO airshower_web;
-- The worker finds out which are due, and nothing of what they ask for or found.
GRANT SELECT ("id", "owner_sub", "watched", "checked_at"), UPDATE ("checked_at"), DELETE ON "saved_search" TO airshower_system;
CREATE POLICY own ON "saved_search" TO airshower_web USING (owner_sub = embargo.me()) WITH CHECK (owner_sub = embargo.me());
CREATE POLICY system ON "saved_search" TO airshower_system USING (true) WITH CHECK (true);
