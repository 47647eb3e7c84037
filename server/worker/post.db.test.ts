import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertPerson, viewer } from "@/lib/embargo/fixture.test-support";
import { FakeSmtp } from "@/lib/embargo/grants/mail/fake-smtp.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { WorkerProcess } from "./process.test-support";

testDatabase();
const smtp = new FakeSmtp();
let worker: WorkerProcess;
const startWorker = () => (worker = new WorkerProcess({ SMTP_URL: smtp.url, SMTP_FROM: "no-reply@portal.example.org" }));
const run = (text: string) => withSystemSql("test", (sql) => sql.run(text));
const count = (where: string) => withSystemSql("test", (sql) => sql.rows(`SELECT 1 FROM notice WHERE ${where}`)).then((rows) => rows.length);

beforeAll(async () => {
  await smtp.start();
  await insertPerson(viewer("friend"));
  await run(`UPDATE "user" SET email = 'friend@example.org'`);
});
afterAll(() => smtp.stop());
afterEach(() => worker.kill());

async function until(what: string, holds: () => boolean | Promise<boolean>, withinSec = 40): Promise<void> {
  for (const giveUpAtMs = Date.now() + withinSec * 1000; Date.now() < giveUpAtMs; await sleep(20)) if (await holds()) return;
  throw new Error(`not within ${withinSec} s: ${what}. The worker said: ${worker.said}`);
}

describe("a worker that is killed", () => {
  it("before the server agreed to take a letter leaves it to the next, which sends it", { timeout: 120_000 }, async () => {
    await run("INSERT INTO notice (sub, kind, text) VALUES ('sub-friend', 'request-made', 'first')");
    smtp.failNext({ at: "data", silent: true });
    startWorker();
    await until("the worker talks", () => smtp.connections === 1);
    await until("the notice is claimed", async () => (await count("mail_attempts = 1 AND handed_at IS NULL")) === 1);
    await worker.kill();
    // As if the time had passed after which the killed one is taken for dead.
    await run("UPDATE notice SET mail_due_at = now()");
    startWorker();
    await until("mailed", async () => (await count("mailed_at IS NOT NULL")) === 1);
    expect(smtp.received.map(({ text }) => /first|second/.exec(text)![0])).toEqual(["first"]);
    expect(await worker.end()).toBe(0);
  });
  it("after the server took the letter, and before it said so, leaves it to nobody: it is not sent twice", { timeout: 120_000 }, async () => {
    await run("INSERT INTO notice (sub, kind, text) VALUES ('sub-friend', 'request-made', 'second')");
    smtp.failNext({ at: "content", silent: true });
    startWorker();
    await until("the server has it", () => smtp.received.length === 2);
    await worker.kill();
    await run("UPDATE notice SET mail_due_at = now()");
    await run("INSERT INTO notice (sub, kind, text) VALUES ('sub-friend', 'request-made', 'third')");
    startWorker();
    await until("the next one is mailed", async () => (await count("mailed_at IS NOT NULL AND text = 'third'")) === 1);
    expect(smtp.received.map(({ text }) => /first|second|third/.exec(text)![0])).toEqual(["first", "second", "third"]);
    expect(await count("text = 'second' AND handed_at IS NOT NULL AND mailed_at IS NULL")).toBe(1);
  });
});
