import { pool } from "@/lib/db/pool";

/** Resolves when the database answers the web's role within two seconds; else rejects with why it does not. */
export async function databaseHealth(): Promise<void> {
  const slow = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("no answer within 2 s")), 2000).unref());
  await Promise.race([pool("web").query("SELECT 1 FROM observation LIMIT 1"), slow]);
}
