import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { FakeRucio } from "@/lib/datalake/backends/rucio/fake/rucio.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { driveLaunch } from "../drive/drive";
import { readEvents } from "../events";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, playSession, request } from "../fixture.test-support";
import { getLaunch } from "../launch";
import { redeem } from "../redeem";
import type { Redeemed } from "../schemas";
import { FakeHub } from "../services/fake-hub.test-support";
import { startLaunch } from "../start";
import { deliver, moveToLake, rulesOf, useLake } from "./lake.test-support";

export const hub = new FakeHub();
export const rucio = new FakeRucio();
export const never = new AbortController().signal;
/** Set before the first test. */
export let catalogue: LaunchCatalogue;
/** What the session of the last launch was given for its ticket. */
export let redeemed: Redeemed | null;

/** A database, a hub and a Rucio for this file's launches, as new for each test. Call it at the top of the file. */
export function launchesAtLake(): void {
  testDatabase();
  // Whole launches, each followed at the pace at which a worker looks.
  vi.setConfig({ testTimeout: 90_000 });
  beforeAll(async () => {
    await Promise.all([hub.start(), rucio.start()]);
    catalogue = await insertLaunchCatalogue();
    await moveToLake(rucio);
  });
  afterAll(() => Promise.all([hub.stop(), rucio.stop()]));
  beforeEach(async () => {
    await withSystemSql("test", async (sql) => {
      await sql.run("DELETE FROM hold");
      await sql.run("DELETE FROM launch");
      await sql.run("UPDATE project SET hold = 0");
    });
    hub.reset();
    rucio.reset();
    rucio.world.rules.clear();
    rucio.world.quota.clear();
    for (const [key, did] of rucio.world.dids) {
      if (did.type === "DATASET") rucio.world.dids.delete(key);
      else did.replicas.splice(1);
    }
    redeemed = null;
    hub.onStart = (server) =>
      void redeem(server.options.ticket!, `key-of-${server.options.launchId}`).then(
        (answer) => {
          redeemed = answer;
          return playSession(hub, server);
        },
        // A launch whose files were closed hears so, and its server never starts.
        () => hub.settle(server, "the ticket was refused"),
      );
    useLake(rucio, hub);
  });
  afterEach(() => void vi.useRealTimers());
}

/** A launch of both hidden observations, driven until `during` has done its part. */
export async function launched(during: (id: string) => Promise<void>, owner = member): Promise<string> {
  await fillBasket(owner, catalogue.hidden);
  const { id } = await startLaunch(owner, request());
  const driving = driveLaunch(id, never);
  await during(id);
  await driving;
  return id;
}
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(holds, { timeout: 15_000, interval: 20 }).toBe(true);
}
export const ruleThere = () => until(() => rulesOf(rucio).length === 1);
export const availability = async (id: string) => (await getLaunch(member, id)).availability;
export const story = async (id: string) => (await readEvents(member, id, 0)).map(({ message }) => message);
export const allArrive = async () => {
  await ruleThere();
  deliver(rucio, rulesOf(rucio)[0]!);
};
export const jumpAhead = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
export const mounted = () => redeemed!.manifest.files.flatMap(({ mountedPath }) => mountedPath ?? []);
