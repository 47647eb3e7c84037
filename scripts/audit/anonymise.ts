import pg from "pg";

/**
 * Takes somebody's name out of the audit; what that person did stays, under an id that leads to nobody. As airshower_owner.
 *
 * @returns how many ids were theirs; 0: nobody of that name is in the audit
 */
export async function anonymisePerson(ownerUrl: string, username: string): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>("SELECT embargo.anonymise_person($1) AS count", [username]);
    return rows[0]!.count;
  } finally {
    await client.end();
  }
}
