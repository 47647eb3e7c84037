-- Sums of targets by name are asked for with what has opened by now: of a catalogue whose targets open month by month, three of four
-- rows that the name alone finds tell of later, and each was looked at in the table.
DROP INDEX "open_sum_target_key_idx";
CREATE INDEX "open_sum_target_key_opens_by_idx" ON "open_sum" ("target_key" COLLATE "C", "opens_by") WHERE "axis" = 'target';
