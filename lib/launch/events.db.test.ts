import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import pg from "pg";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { eventStream } from "@/lib/http/event-stream";
import { followEvents } from "./events";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, outsider, request, useHub } from "./fixture.test-support";
import { lockLaunch } from "./locked";
import { moveLaunch, tellLaunch } from "./move";
import type { LaunchEvent, LaunchState } from "./schemas";
import { FakeHub } from "./services/fake-hub.test-support";
import { startLaunch } from "./start";

const database = testDatabase();
const hub = new FakeHub();
let catalogue: LaunchCatalogue;
let id: string;

beforeAll(async () => {
  await hub.start();
  useHub(hub);
  catalogue = await insertLaunchCatalogue();
});
afterAll(() => hub.stop());
beforeEach(async () => {
  await withSystemSql("test", (sql) => sql.run("DELETE FROM launch"));
  await fillBasket(member, [catalogue.open]);
  id = (await startLaunch(member, request())).id;
});

const move = (to: LaunchState, message: string) => withSystemSql("test", async (sql) => void (await moveLaunch(sql, (await lockLaunch(sql, id))!, to, { message })));
const tell = (message: string) => withSystemSql("test", async (sql) => void (await tellLaunch(sql, (await lockLaunch(sql, id))!, { message })));

async function superuser<Row extends object>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.superUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

async function collect(events: AsyncIterable<LaunchEvent>, count = Infinity): Promise<string[]> {
  const messages: string[] = [];
  for await (const event of events) {
    messages.push(event.message);
    if (messages.length >= count) break;
  }
  return messages;
}

describe("the story of a launch", () => {
  it("is told from its beginning, then as it happens, to its end", async () => {
    const told = collect(followEvents(member, id, 0, new AbortController().signal));
    await sleep(50);
    await move("staging", "staging");
    await tell("a message of the hub");
    await sleep(50);
    await move("stopping", "stopping");
    await move("ended", "ended");
    expect(await told).toEqual(["Your rights were checked: 4 files", "staging", "a message of the hub", "stopping", "ended"]);
  });

  it("goes on after the event that was seen last", async () => {
    await move("staging", "staging");
    await move("stopping", "stopping");
    await move("ended", "ended");
    expect(await collect(followEvents(member, id, 2, new AbortController().signal))).toEqual(["stopping", "ended"]);
  });

  it("comes within a moment, and holds neither transaction nor connection while nothing happens", async () => {
    const gone = new AbortController();
    const events = followEvents(member, id, 0, gone.signal);
    await events.next();
    const next = events.next();
    await sleep(300);
    const [open] = await superuser<{ count: number }>("SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'");
    expect(open!.count).toBe(0);
    const movedAt = performance.now();
    await move("staging", "staging");
    expect((await next).value).toMatchObject({ message: "staging" });
    // It was called: who only looks from time to time does so every five seconds.
    expect(performance.now() - movedAt).toBeLessThan(4500);
    gone.abort();
  });

  it("goes on when the database's call is lost", async () => {
    const gone = new AbortController();
    const events = followEvents(member, id, 0, gone.signal);
    await events.next();
    const next = events.next();
    await sleep(200);
    await superuser("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'");
    await move("staging", "staging");
    expect((await next).value).toMatchObject({ message: "staging" });
    gone.abort();
  });

  it("ends with its reader", async () => {
    const gone = new AbortController();
    const told = collect(followEvents(member, id, 0, gone.signal));
    setTimeout(() => gone.abort(), 100);
    expect(await told).toHaveLength(1);
  });

  it("is nothing to another", async () => {
    await expect(collect(followEvents(outsider, id, 0, new AbortController().signal))).rejects.toThrow("There is nothing here for you");
  });
});

describe("the stream", () => {
  it("numbers its events as browsers want them, and ends with the launch", async () => {
    await move("stopping", "stopping");
    await move("ended", "ended");
    const response = eventStream(followEvents(member, id, 1, new AbortController().signal), () => undefined);
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const blocks = (await response.text()).trim().split("\n\n");
    expect(blocks[0]).toBe("retry: 2000");
    expect(blocks.slice(1).map((block) => block.split("\n")[0])).toEqual(["id: 2", "id: 3"]);
    expect(JSON.parse(blocks[2]!.split("\n")[1]!.slice(6))).toMatchObject({ seq: 3, state: "ended", message: "ended", progress: null });
  });

  it("lets go of its source when the reader leaves", async () => {
    const gone = new AbortController();
    const response = eventStream(followEvents(member, id, 0, gone.signal), () => gone.abort());
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    expect(gone.signal.aborted).toBe(true);
  });
});
