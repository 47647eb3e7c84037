import pg from "pg";

export interface Anonymised {
  /** How many ids were theirs; 0: nobody of that name is in the audit. */
  readonly people: number;
  /** API tokens that ended, or had ended, and lead to nobody now. */
  readonly tokens: number;
}

/**
 * Takes somebody's name out of the audit; what that person did stays, under an id that leads to nobody. Their API tokens,
 * which entries name, end and lead to nobody either. As airshower_owner.
 */
export async function anonymisePerson(ownerUrl: string, username: string): Promise<Anonymised> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rows } = await client.query<Anonymised>("SELECT people, tokens FROM embargo.anonymise_person($1)", [username]);
    return rows[0]!;
  } finally {
    await client.end();
  }
}
