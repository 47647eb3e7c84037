import { describe, expect, it } from "vitest";
import { calls, fillWorld, makeRule } from "./fake/calls.test-support";
import { connected, impatient } from "./fake/connected.test-support";
import { FakeRucio } from "./fake/rucio.test-support";
import { RucioAnswerCut, RucioUnreachable } from "./faults";

/** Each test waits for a Rucio of its own, all at the same time. */
async function withFake(work: (fake: FakeRucio) => Promise<void>): Promise<void> {
  const fake = await new FakeRucio().start();
  try {
    fillWorld(fake);
    await makeRule(connected(fake), fake);
    fake.calls.length = 0;
    await work(fake);
  } finally {
    await fake.stop();
  }
}

describe.concurrent.each(calls)("the call '%s'", (call, _kind, work) => {
  it("asks again when nothing comes, and not for ever", () =>
    withFake(async (fake) => {
      const expected = await work(connected(fake), fake);
      fake.calls.length = 0;
      fake.fault(call, "silent");
      expect(await work(connected(fake, { limits: impatient }), fake)).toEqual(expected);
      expect(fake.count(call)).toBe(2);
      fake.fault(call, "silent", "silent");
      await expect(work(connected(fake, { limits: impatient }), fake)).rejects.toThrow(RucioUnreachable);
      expect(fake.count(call)).toBe(2 + impatient.tries);
    }));
  it("asks again for an answer that stands still", () =>
    withFake(async (fake) => {
      const expected = await work(connected(fake), fake);
      fake.fault(call, "stall");
      expect(await work(connected(fake, { limits: impatient }), fake)).toEqual(expected);
      fake.fault(call, "stall", "stall");
      await expect(work(connected(fake, { limits: impatient }), fake)).rejects.toThrow(RucioAnswerCut);
    }));
});

describe.concurrent("waiting", () => {
  it("ends at logging in, too", () =>
    withFake(async (fake) => {
      fake.fault("userpass", "silent", "silent");
      await expect(connected(fake, { limits: impatient }).client.health()).rejects.toThrow(RucioUnreachable);
    }));
  it("makes no rule twice", () =>
    withFake(async (fake) => {
      fake.world.rules.clear();
      fake.fault("make rule", "stall");
      expect(await makeRule(connected(fake, { limits: impatient }), fake)).toMatchObject({ adopted: false, state: "REPLICATING" });
      expect([fake.world.rules.size, fake.count("make rule")]).toEqual([1, 1]);
      fake.world.rules.clear();
      fake.fault("make rule", "silent");
      await expect(makeRule(connected(fake, { limits: impatient }), fake)).rejects.toThrow(RucioUnreachable);
      expect([fake.world.rules.size, fake.count("make rule")]).toEqual([0, 2]);
    }));
});
