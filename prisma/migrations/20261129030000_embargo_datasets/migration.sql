-- What a data lake keeps together under one name: a dataset, or a container with all that is in the datasets below it.
-- Its members are the observations whose event lists are in it; whoever may discover one of them may know its name.
CREATE TABLE "dataset" (
    "id" SERIAL NOT NULL,
    "collection_id" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    CONSTRAINT "dataset_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "dataset_kind_check" CHECK ("kind" IN ('dataset', 'container'))
);
CREATE UNIQUE INDEX "dataset_collection_id_scope_name_key" ON "dataset"("collection_id", "scope", "name");
ALTER TABLE "dataset" ADD CONSTRAINT "dataset_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "dataset_observation" (
    "dataset_id" INTEGER NOT NULL,
    "observation_id" BIGINT NOT NULL,
    CONSTRAINT "dataset_observation_pkey" PRIMARY KEY ("dataset_id", "observation_id")
);
CREATE INDEX "dataset_observation_observation_id_idx" ON "dataset_observation"("observation_id");
ALTER TABLE "dataset_observation" ADD CONSTRAINT "dataset_observation_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "dataset_observation" ADD CONSTRAINT "dataset_observation_observation_id_fkey" FOREIGN KEY ("observation_id") REFERENCES "observation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

GRANT SELECT ON dataset, dataset_observation TO airshower_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON dataset, dataset_observation TO airshower_system;
GRANT USAGE ON SEQUENCE dataset_id_seq TO airshower_system;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['dataset', 'dataset_observation']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY system ON %I TO airshower_system USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;

-- Under the policy of the observations, and so of the members that are visible: of others not even their number is told.
CREATE POLICY discover ON dataset_observation FOR SELECT TO airshower_web USING (EXISTS (SELECT 1 FROM observation o WHERE o.id = observation_id));
CREATE POLICY discover ON dataset FOR SELECT TO airshower_web USING (EXISTS (SELECT 1 FROM dataset_observation m WHERE m.dataset_id = dataset.id));
