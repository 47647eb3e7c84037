import pg from "pg";

export interface RolePasswords {
  readonly owner: string;
  readonly web: string;
  readonly system: string;
}

/**
 * Makes the cluster's roles, again and again with the same result. They belong to the cluster, not to a database, so
 * migrations can not make them:
 * - airshower_owner owns the tables and migrates; no superuser, and FORCE ROW LEVEL SECURITY binds it too;
 * - airshower_web serves requests; owns nothing and sees what the policies let a viewer see;
 * - airshower_system loads and keeps house (`withSystemSql`);
 * - airshower_embargo can not log in; it owns the functions that work out what a viewer may.
 */
export async function makeRoles(superUrl: string, passwords: RolePasswords): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    await makeRole(client, "airshower_owner", `LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(passwords.owner)}`);
    await makeRole(client, "airshower_web", `LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(passwords.web)}`);
    await makeRole(client, "airshower_system", `LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(passwords.system)}`);
    await makeRole(client, "airshower_embargo", "NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE");
    // The owner hands functions over to airshower_embargo, for which it must be a member.
    await client.query("GRANT airshower_embargo TO airshower_owner");
    // A request that hangs must not hold its connection, nor a transaction, for ever.
    await client.query("ALTER ROLE airshower_web SET statement_timeout = '20s'");
    await client.query("ALTER ROLE airshower_web SET idle_in_transaction_session_timeout = '30s'");
    await client.query("ALTER ROLE airshower_web SET jit = off");
  } finally {
    await client.end();
  }
}

/** Makes the database when it is missing, owned by airshower_owner, closed to roles that have no business in it. */
export async function makeDatabase(superUrl: string, name: string, template?: string): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    const database = client.escapeIdentifier(name);
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (!rowCount) {
      await client.query(`CREATE DATABASE ${database} OWNER airshower_owner${template ? ` TEMPLATE ${client.escapeIdentifier(template)}` : ""}`);
    }
    await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO airshower_web, airshower_system`);
    // The loader copies into temporary tables: COPY refuses tables under row-level security.
    await client.query(`GRANT TEMPORARY ON DATABASE ${database} TO airshower_system`);
  } finally {
    await client.end();
  }
}

async function makeRole(client: pg.Client, name: string, attributes: string): Promise<void> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [name]);
  await client.query(`${rowCount ? "ALTER" : "CREATE"} ROLE ${name} ${attributes}`);
}
