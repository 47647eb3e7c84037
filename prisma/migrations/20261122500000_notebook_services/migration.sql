-- What launches on several kinds of notebook services need. The columns are the launch's own: its owner's policy holds for them.

-- The size of server that was chosen, as the services' configuration names it.
ALTER TABLE "launch" ADD COLUMN "size" TEXT;
-- Address and token of a session at a service that knows its servers by no name of ours (Binder), sealed with a key of the
-- portal's. Written as soon as the service gives them: without them nobody could go on with the session, or end it.
ALTER TABLE "launch" ADD COLUMN "session_sealed" TEXT;
-- The last lines of what the service said while it built.
ALTER TABLE "launch" ADD COLUMN "log" TEXT;
-- When the service last saw something done in the notebook.
ALTER TABLE "launch" ADD COLUMN "last_active_at" TIMESTAMPTZ(3);
-- When its service had room for it: services may have a limit of launches at once, and those above it wait in line.
ALTER TABLE "launch" ADD COLUMN "admitted_at" TIMESTAMPTZ(3);

-- What runs at a service, and who waits there, without reading what ended long ago.
CREATE INDEX "launch_at_service_idx" ON "launch" ("service", "created_at") WHERE "state" IN ('requested', 'staging', 'starting', 'ready', 'stopping');
