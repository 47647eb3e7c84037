import pg from "pg";
import { PgBoss } from "pg-boss";
import { JOB_SCHEMA } from "../../lib/jobs/sender";
import { makeQueues } from "../../lib/launch/queues";
import { makeLookQueue } from "../../lib/looks/queue";
import { runPrisma } from "../prisma/run";

/**
 * Brings the database to this version, as airshower_owner: Prisma's migrations, then the job queue's own schema, whose
 * tables the web and system roles may use and not change. Running it again changes nothing.
 */
export async function migrate(ownerUrl: string): Promise<void> {
  await runPrisma(["migrate", "deploy"], { MIGRATE_DATABASE_URL: ownerUrl });
  await makeJobSchema(ownerUrl);
}

async function makeJobSchema(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, schema: JOB_SCHEMA, schedule: false, supervise: false, max: 2 });
  boss.on("error", () => undefined);
  await boss.start();
  await makeQueues(boss);
  await makeLookQueue(boss);
  await boss.stop({ graceful: false });
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`GRANT USAGE ON SCHEMA ${JOB_SCHEMA} TO airshower_web, airshower_system`);
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${JOB_SCHEMA} TO airshower_web, airshower_system`);
    await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${JOB_SCHEMA} TO airshower_web, airshower_system`);
    await client.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${JOB_SCHEMA} TO airshower_web, airshower_system`);
  } finally {
    await client.end();
  }
}
