-- Rounded to milliseconds, the moment of a grant lies up to half of one in the future: in the transaction that gives it,
-- it was not live, every other time.
ALTER TABLE "access_grant" ALTER COLUMN "valid_from" TYPE TIMESTAMPTZ(6);
