-- What other places list of software and notebooks, as it was when they last answered well: public by nature, and the same for
-- everybody. Workers write it, the portal reads it.
CREATE TABLE "software_source" (
    "url" TEXT NOT NULL,
    -- The last good copy; null before the first.
    "records" JSONB,
    -- Names of records that can not be used, each with why.
    "unusable" TEXT[] NOT NULL DEFAULT '{}',
    "fetched_at" TIMESTAMPTZ(3),
    "tried_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    -- Why the last attempt gave nothing; null when it did.
    "fault" TEXT,
    CONSTRAINT "software_source_pkey" PRIMARY KEY ("url"),
    CONSTRAINT "software_source_copy" CHECK (("records" IS NULL) = ("fetched_at" IS NULL))
);
ALTER TABLE software_source ENABLE ROW LEVEL SECURITY;
ALTER TABLE software_source FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON software_source TO airshower_system;
GRANT SELECT ON software_source TO airshower_web;
CREATE POLICY system ON software_source TO airshower_system USING (true) WITH CHECK (true);
CREATE POLICY read ON software_source FOR SELECT TO airshower_web USING (true);

-- Software that may hold public data only, at a service that may hold more: such a launch is watched as one at a service for
-- public data, whatever becomes of the catalogue meanwhile.
ALTER TABLE "launch" ADD COLUMN "public_only" BOOLEAN NOT NULL DEFAULT false;
