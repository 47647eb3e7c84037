-- What was refused is looked for among a million accesses that were not: its own index, small as it is.
CREATE INDEX "audit_entry_refused_idx" ON "audit_entry" ("scope", "at", "id") WHERE "outcome" <> 'ok';
