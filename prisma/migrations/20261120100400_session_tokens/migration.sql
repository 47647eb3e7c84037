-- Each login keeps its own tokens, encrypted: with one set per person, ending the login of one browser would end all.
ALTER TABLE "session" ADD COLUMN IF NOT EXISTS "iam_tokens" TEXT;
