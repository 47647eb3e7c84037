import { describe, expect, it } from "vitest";
import { memoryFigures, restartFigure, timeFigures } from "./figures";
import { processorFigure, ProcessorWatch } from "./processors";
import { Tally } from "./tally";

const summed = () => {
  const tally = new Tally();
  for (const ms of [10, 20, 30]) tally.answered("search", ms);
  tally.answered("look", 100);
  tally.failed("look", 700, "status 500", "GET /a: first");
  tally.failed("look", 900, "status 500", "GET /b: second");
  tally.faulted("look", "was not made in time", "/c");
  return tally;
};

describe("the answers that users got", () => {
  it("are summed by kind and all together, errors among them", () => {
    const { kinds, all } = summed().summary();
    expect(kinds.search).toEqual({ requests: 3, errors: 0, p50Ms: 20, p95Ms: 29, maxMs: 30 });
    expect(kinds.look).toMatchObject({ requests: 3, errors: 3, p50Ms: 700, maxMs: 900 });
    expect(all).toMatchObject({ requests: 6, errors: 3, p50Ms: 65, maxMs: 900 });
  });
  it("tell each distinct error once, the most frequent first, with an example", () => {
    expect(summed().summary().faults).toEqual([
      { what: "look: status 500", count: 2, example: "GET /a: first" },
      { what: "look: was not made in time", count: 1, example: "/c" },
    ]);
  });
  it("are none before anybody asked", () => {
    const nothing = new Tally().summary();
    expect(nothing).toEqual({ kinds: {}, all: null, faults: [] });
    expect(() => timeFigures({ ...nothing, seconds: 1, cpuSec: 0, delayP99Ms: 0 }, "")).toThrow(/Nobody asked/);
  });
});

describe("the figures of users", () => {
  it("hold each kind and all against the budget, and errors against none", () => {
    const figures = timeFigures({ ...summed().summary(), seconds: 2, cpuSec: 1, delayP99Ms: 1 }, "so");
    expect(figures.map(({ name }) => name)).toEqual(["users.search", "users.look", "users.all", "users.errors"]);
    expect(figures[0]).toMatchObject({ n: 3, budget: { ratio: 29 / 500, limit: 1 }, values: { perSecond: 1.5 } });
    expect(figures[3]).toMatchObject({ budget: { ratio: 3, limit: 0 }, values: { errors: 3, requests: 6, distinct: 2 } });
  });
  it("hold the memory afterwards against that before, part by part", () => {
    const of = (portal: number, postgres: number) => new Map([["portal", portal], ["postgres", postgres]]);
    const [portal, postgres] = memoryFigures({ startedMb: of(90, 50), beforeMb: of(100, 60), peakMb: of(300, 90), restedMb: of(200, 70), afterMb: of(130, 60) });
    expect(portal).toMatchObject({ name: "users.memory.portal", values: { startedMb: 90, beforeMb: 100, peakMb: 300, restedMb: 200, afterMb: 130 }, budget: { ratio: 1.3, limit: 1.2 } });
    expect(postgres).toMatchObject({ name: "users.memory.postgres", budget: { ratio: 1 } });
  });
  it("tell the processor time of a request, part by part", () => {
    const watch = new ProcessorWatch([{ name: "portal", pid: process.pid, isNode: true }]);
    for (const until = performance.now() + 50; performance.now() < until; ) Math.random();
    const taken = watch.taken([{ name: "portal", pid: process.pid, isNode: true }]);
    expect(Object.keys(taken.partSec)).toEqual(["portal"]);
    const result = { ...summed().summary(), seconds: 2, cpuSec: 1, delayP99Ms: 1 };
    expect(processorFigure(result, { busyShare: 0.5, partSec: { portal: 0.6 } }).values).toMatchObject({ busyShare: 0.5, portalMsPerRequest: 100 });
  });
  it("name the parts that died", () => {
    expect(restartFigure([])).toMatchObject({ budget: { ratio: 0, limit: 0 } });
    expect(restartFigure(["portal"])).toMatchObject({ budget: { ratio: 1, limit: 0 }, how: expect.stringContaining("portal") as string });
  });
});
