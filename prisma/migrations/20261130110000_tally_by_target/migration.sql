-- What begins like a word that is being typed is asked for with every key: of ten million observations it went through all sums.
CREATE INDEX "observation_tally_target_key_idx" ON "observation_tally" ("target_key" COLLATE "C");
