import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { forgetRights, grantBody, insertWorld, people, system, systemRows, type World } from "../fixture.test-support";
import { giveGrant } from "../give";
import { FakeSmtp } from "./fake-smtp.test-support";
import { claimNotice, markHandedOver } from "./queue";
import { mailIsOn, sendNotices } from "./send-notices";

testDatabase();
const smtp = new FakeSmtp();
let world: World;
const { piCrab, friend } = people;

beforeAll(async () => {
  world = await insertWorld();
  await system(`UPDATE "user" SET email = username || '@example.org'`);
  await smtp.start();
  Object.assign(process.env, { SMTP_URL: smtp.url, SMTP_FROM: "no-reply@portal.example.org" });
  forgetEnvironment();
});
afterAll(async () => {
  await smtp.stop();
  delete process.env.SMTP_URL;
  delete process.env.SMTP_FROM;
});
afterEach(async () => {
  smtp.reset();
  await forgetRights();
});

const notice = (text: string, change: { project?: number; days?: number; sub?: string } = {}) =>
  system("INSERT INTO notice (sub, kind, text, link, project_id, made_at) VALUES ($1, 'request-made', $2, '/projects/AGN', $3, now() - $4 * interval '1 day')", [change.sub ?? friend.sub, text, change.project ?? null, change.days ?? 0]);
const send = () => sendNotices(new AbortController().signal);
/** As if the time for another attempt had come. */
const later = () => system("UPDATE notice SET mail_due_at = now()");
const state = async () => (await systemRows<{ mailed: boolean; handed: boolean; problem: string | null; attempts: number }>('SELECT mailed_at IS NOT NULL AS mailed, handed_at IS NOT NULL AS handed, mail_problem AS problem, mail_attempts AS attempts FROM notice ORDER BY made_at'))[0];

describe("a notice", () => {
  it("goes out once: its text, a link, and no more", async () => {
    await notice("Somebody asks for access to data of AGN.");
    expect(await send()).toBe(1);
    expect(await send()).toBe(0);
    const [letter] = smtp.received;
    expect(letter).toMatchObject({ from: "no-reply@portal.example.org", to: "friend@example.org" });
    const [head, body] = letter!.text.replaceAll("=\n", "").split(/\n\n([^]*)/);
    expect(head).toMatch(/^Subject: Airshower: A request waits for your answer$/m);
    expect(head).toMatch(/^Message-ID: <notice-[0-9a-f-]{36}@127\.0\.0\.1>$/m);
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(body!.trimEnd()).toBe("Hello friend,\n\nSomebody asks for access to data of AGN.\n\nhttp://127.0.0.1:39000/projects/AGN\n\nThis was sent by Airshower at http://127.0.0.1:39000, where you find all your notices.");
    expect(await state()).toEqual({ mailed: true, handed: true, problem: null, attempts: 1 });
  });
  it("carries a text that looks like a header or an end as plain text", async () => {
    await notice("one\r\n.\r\nRCPT TO:<evil@example.org>\r\nBcc: evil@example.org");
    await send();
    expect(smtp.received).toHaveLength(1);
    expect(smtp.received[0]!.to).toBe("friend@example.org");
    expect(smtp.received[0]!.text.split("\n\n")[0]).not.toMatch(/evil/);
  });
  it("is not mailed while what it is about is hidden from whom it is for, and is when that is visible", async () => {
    await notice("about CRAB", { project: world.crab });
    expect(await send()).toBe(0);
    await giveGrant(piCrab, "project", "CRAB", grantBody({ reason: "second notice" }));
    await later();
    expect(await send()).toBe(2);
    await notice("again", { project: world.crab });
    await system("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ($1, $2, 'test', 'test')", [friend.sub, world.crab]);
    expect(await send()).toBe(0);
    expect(smtp.received).toHaveLength(2);
  });
  it("that is old, or for somebody without an address, stays in the portal", async () => {
    await notice("old", { days: 4 });
    await notice("nowhere", { sub: "sub-nobody" });
    expect(await send()).toBe(0);
    expect((await systemRows<{ mail_problem: string }>("SELECT mail_problem FROM notice ORDER BY made_at")).map((row) => row.mail_problem)).toEqual(["too old", "no address"]);
    expect(smtp.connections).toBe(0);
  });
});

describe("a mail server", () => {
  it("that is away is asked again, ever more slowly, and not for every notice", async () => {
    await smtp.stop();
    for (const text of ["one", "two", "three", "four", "five"]) await notice(text);
    expect(await send()).toBe(0);
    expect(await systemRows("SELECT 1 FROM notice WHERE mail_attempts = 1 AND handed_at IS NULL AND mail_due_at > now() + interval '20 seconds'")).toHaveLength(3);
    await smtp.startAgain();
    await later();
    expect(await send()).toBe(5);
    expect(smtp.received).toHaveLength(5);
  });
  it.each([
    ["turns connections away", { at: "greeting", reply: "421 too busy" }],
    ["cuts the connection before it agreed to take the letter", { at: "data", cut: true }],
    ["does not take it now", { at: "content", reply: "451 try later" }],
  ] as const)("that %s gets it later", async (_, fault) => {
    await notice("text");
    smtp.failNext(fault);
    expect(await send()).toBe(0);
    expect(await state()).toEqual({ mailed: false, handed: false, problem: null, attempts: 1 });
    smtp.received.length = 0;
    await later();
    expect(await send()).toBe(1);
    expect(smtp.received).toHaveLength(1);
  });
  it("that refuses the address is not asked again", async () => {
    await notice("text");
    smtp.failNext({ at: "rcpt", reply: "550 no such user" });
    expect(await send()).toBe(0);
    expect(await state()).toMatchObject({ mailed: false, handed: false, problem: expect.stringMatching(/^refused: .*550/) });
    await later();
    expect([await send(), smtp.received]).toEqual([0, []]);
  });
  it("that is cut off after it got the letter does not get it again", async () => {
    await notice("text");
    smtp.failNext({ at: "content", cut: true });
    expect(await send()).toBe(0);
    expect(smtp.received).toHaveLength(1);
    expect(await state()).toMatchObject({ mailed: false, handed: true, problem: "cut off while the server took it; it may have it" });
    await later();
    expect(await send()).toBe(0);
    expect(smtp.received).toHaveLength(1);
  });
  it("that says nothing is left when the worker ends, and the notice given back", async () => {
    await notice("text");
    smtp.failNext({ at: "rcpt", silent: true });
    const started = performance.now();
    expect(await sendNotices(AbortSignal.timeout(300))).toBe(0);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await send()).toBe(1);
  });
  it("that says nothing is given up after the time limit of a step", { timeout: 40_000 }, async () => {
    await notice("text");
    smtp.failNext({ at: "greeting", silent: true });
    const started = performance.now();
    expect(await send()).toBe(0);
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(await state()).toMatchObject({ handed: false, attempts: 1, problem: null });
  });
});

describe("several workers", () => {
  it("send each notice once", async () => {
    for (let i = 0; i < 12; i++) await notice(`text ${i}`);
    const sent = await Promise.all([send(), send(), send()]);
    expect(sent.reduce((sum, count) => sum + count)).toBe(12);
    expect(new Set(smtp.received.map(({ text }) => /text \d+/.exec(text)![0])).size).toBe(12);
    expect(smtp.received).toHaveLength(12);
  });
  it("leave a notice to nobody else once it was handed over, and to another when it was not", async () => {
    await notice("text");
    const dead = await claimNotice();
    expect(await claimNotice()).toBeNull();
    await later();
    const next = await claimNotice();
    expect(next).toMatchObject({ id: dead!.id, attempt: 2 });
    // The first was not dead but slept: it may not hand over what is another's now.
    expect(await markHandedOver(dead!)).toBe(false);
    expect(await markHandedOver(next!)).toBe(true);
    await later();
    expect([await claimNotice(), await send(), smtp.received]).toEqual([null, 0, []]);
  });
});

describe("the settings", () => {
  it("are both needed, or none", () => {
    delete process.env.SMTP_FROM;
    forgetEnvironment();
    expect(() => mailIsOn()).toThrow(/SMTP_FROM is missing/);
    delete process.env.SMTP_URL;
    forgetEnvironment();
    expect(mailIsOn()).toBe(false);
    Object.assign(process.env, { SMTP_URL: smtp.url, SMTP_FROM: "no-reply@portal.example.org" });
    forgetEnvironment();
    expect(mailIsOn()).toBe(true);
  });
});
