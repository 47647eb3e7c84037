import { describe, expect, it } from "vitest";
import pg from "pg";
import { testDatabase } from "@/lib/db/test-database.test-support";

const database = testDatabase();

/** Tables that hold no data and point at none, each with the reason why it has no policy. */
const withoutPolicy: Record<string, string> = {
  user: "account rows; only the identity part of lib/auth reads them",
  account: "the same",
  session: "the same",
  verification_token: "the same",
  _prisma_migrations: "which migrations ran; no role of the product may read it",
};

async function query<Row extends object>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.superUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

describe("every table and view", () => {
  it("is under row-level security, forced, with a policy for the web; or stands in the short list of reasons", async () => {
    const tables = await query<{ name: string; protected: boolean }>(
      `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) AS protected
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'm', 'f')`,
    );
    expect(tables.length).toBeGreaterThan(15);
    expect(tables.filter((table) => !table.protected && !(table.name in withoutPolicy)).map(({ name }) => name)).toEqual([]);
  });
  it("hides nothing behind a view that asks with its owner's rights", async () => {
    const views = await query<{ name: string; invoker: boolean }>(
      `SELECT c.relname AS name, coalesce(c.reloptions @> ARRAY['security_invoker=true'], false) AS invoker
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'v'`,
    );
    expect(views.length).toBeGreaterThan(0);
    expect(views.filter((view) => !view.invoker).map(({ name }) => name)).toEqual([]);
  });
  it("belongs to a role that is no superuser and can not pass by the policies", async () => {
    const owners = await query<{ name: string }>(
      `SELECT DISTINCT r.rolname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
       WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v') AND (r.rolsuper OR r.rolbypassrls OR r.rolname = 'airshower_web')`,
    );
    expect(owners).toEqual([]);
  });
  it("runs no function with more rights than its caller's, unless it belongs to airshower_embargo and fixes its search path", async () => {
    const functions = await query<{ name: string; owner: string; config: string[] | null }>(
      `SELECT p.proname AS name, r.rolname AS owner, p.proconfig AS config FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
       WHERE n.nspname IN ('public', 'embargo') AND p.prosecdef`,
    );
    expect(functions.length).toBeGreaterThan(0);
    for (const each of functions) {
      // Statistics are the owner's to refresh; that function takes nothing in and gives nothing back.
      expect(each.owner, each.name).toBe(each.name === "refresh_statistics" ? "airshower_owner" : "airshower_embargo");
      expect(each.config?.join(), each.name).toMatch(/search_path=pg_catalog, pg_temp/);
    }
  });
  it("lets nobody but the roles that need them call such a function", async () => {
    const open = await query<{ name: string }>(
      `SELECT p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname = 'embargo' AND p.prosecdef AND has_function_privilege('public', p.oid, 'EXECUTE')`,
    );
    expect(open).toEqual([]);
  });
});
