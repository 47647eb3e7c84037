import { describe, expect, it } from "vitest";
import { makeWorld } from "./make-world";
import { metaReleaseAt } from "./oracle";
import { directed } from "./directed";

describe("directed worlds", () => {
  // Each day of a year, the last of months and leap days too.
  const days = Array.from({ length: 366 }, (_, i) => new Date(Date.UTC(2028, 0, 1 + i, 23, 17)));

  it("have months that end half an hour from now, whatever the day", () => {
    for (const day of days) {
      const releases = directed(day).slice(10, 12).map((draft) => {
        const { world } = makeWorld(draft, day.getTime());
        return (metaReleaseAt(world, world.observations[0]!) - day.getTime()) / 60_000;
      });
      expect(releases, day.toISOString()).toEqual([-30, 30]);
    }
  });

  it("keep their number, which witnesses name", () => {
    expect(new Set(days.map((day) => directed(day).length))).toEqual(new Set([18]));
  });
});
