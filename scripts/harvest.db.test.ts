import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diskReplica, fakeFile } from "@/lib/datalake/backends/rucio/fake/connected.test-support";
import { FakeRucio } from "@/lib/datalake/backends/rucio/fake/rucio.test-support";
import { eventMetadata, mappingExample, mappingFile } from "@/lib/datalake/harvest/mapping.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";

const database = testDatabase();
const fake = new FakeRucio();
const mapping = mappingFile(mappingExample);

beforeAll(async () => {
  await fake.start();
  for (const [obsId, proposal] of [[1, "crab-2004"], [2, "none"]] as const) {
    const name = `events/obs_${obsId}.fits.gz`;
    fake.world.add(fakeFile(name, Buffer.from(name), [diskReplica("A-DISK", `https://a.example.org/${name}`)], eventMetadata(obsId, { proposal })));
  }
  fake.world.add({ scope: "hess", name: "open-data", type: "DATASET", content: [] });
});
afterAll(() => fake.stop());

/** Runs the command as an operator does; its exit code and what it printed. */
async function run(args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  const settings: NodeJS.ProcessEnv = { NODE_ENV: "test", PATH: process.env.PATH, AIRSHOWER_MODE: "test", SYSTEM_DATABASE_URL: database.systemUrl, RUCIO_URL: fake.url, RUCIO_ACCOUNT: fake.account, RUCIO_USERNAME: fake.username, RUCIO_PASSWORD: fake.password, ...env };
  const command = promisify(execFile)(process.execPath, ["--import", "tsx", path.resolve("scripts/harvest.ts"), ...args], { env: settings });
  return command.then(({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }), (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, output: error.stdout + error.stderr }));
}

describe("npm run harvest", () => {
  it("brings a scope in and tells what it did", async () => {
    const { code, output } = await run(["--scope", "hess", "--mapping", mapping]);
    expect(output).toMatch(/note: 1 observations belong to no project/);
    expect(output).toMatch(/hess: 2 files, 1 datasets, 0 containers\nhess-lake: observations 2 added, 0 changed, 0 unchanged\nhess-lake: datasets and containers 0 added, 0 removed, 0 unchanged; in them observations 0 added, 0 removed\nhess-lake: files 2 added, 0 as new releases, 0 unchanged\ndone in/);
    expect(code).toBe(0);
  });
  it("says what is wrong, on one line, and no secret", async () => {
    const wrong = await run(["--scope", "hess", "--mapping", mapping], { RUCIO_PASSWORD: "not-the-password" });
    expect(wrong).toEqual({ code: 1, output: "The data lake's Rucio refuses the portal: its user name, password or account is wrong. Tell the portal's operators.\n" });
    expect((await run(["--scope", "hes", "--mapping", mapping])).output).toMatch(/lists nothing in the scope hes: nothing was changed/);
    expect((await run(["--scope", "hess", "--mapping", "/nowhere"])).output).toMatch(/\/nowhere can not be read \(ENOENT\)/);
    expect((await run(["--mapping", mapping])).output).toMatch(/Give the scope with --scope\.\nUsage: /);
    expect((await run(["--scope", "hess", "--mapping", mapping], { RUCIO_URL: "" })).output).toMatch(/RUCIO_URL is missing/);
    expect((await run(["--scope", "hess", "--mapping", mapping], { RUCIO_USERNAME: "" })).output).toMatch(/nothing by which the portal logs in/);
    expect((await run(["--scope", "hess", "--mapping", mapping], { AIRSHOWER_MODE: "production" })).output).toMatch(/RUCIO_URL is http:.*must be https/);
  }, 120_000);
});
