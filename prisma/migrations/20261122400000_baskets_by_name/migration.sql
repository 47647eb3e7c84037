-- Any number of baskets by name. One of each person is current: it is what 'Add to basket' fills. So far everybody had one
-- basket at most, which is then current; the tables' owner is bound by the policies too and could not update a row.
ALTER TABLE "basket" ADD COLUMN "is_current" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "basket" ALTER COLUMN "is_current" SET DEFAULT false;
CREATE UNIQUE INDEX "basket_one_current" ON "basket"("owner_sub") WHERE "is_current";

-- The search that a basket came from, as its filter; when it was last brought up to date from it; and the observations
-- which it finds and that were taken out by hand: they are not new.
ALTER TABLE "basket" ADD COLUMN "query" JSONB,
ADD COLUMN "query_with_irfs" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "query_at" TIMESTAMPTZ(3),
ADD COLUMN "passed_over" BIGINT[] NOT NULL DEFAULT ARRAY[]::BIGINT[];
