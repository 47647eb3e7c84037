import type { Draft, DraftClock } from "../draft";

const hour = 3_600_000;

/** A moment that stays on its side of now for as long as requests take. */
const apart = (offset: number) => (Math.abs(offset) >= hour ? offset : offset > 0 ? hour : -hour);

function steadyClock(clock: DraftClock): DraftClock {
  return "after" in clock || clock.at === null ? clock : { at: apart(clock.at) };
}

/** The same draft with nothing that opens or closes while it is asked: time does not stand still between requests. */
export function steady(draft: Draft): Draft {
  const override = (offset: number | null | undefined) => (typeof offset === "number" ? apart(offset) : offset);
  return {
    ...draft,
    projects: draft.projects.map((p) => ({ ...p, meta: steadyClock(p.meta), data: steadyClock(p.data) })),
    observations: draft.observations.map((o) => ({ ...o, metaOverride: override(o.metaOverride), dataOverride: override(o.dataOverride) })),
    grants: draft.grants.map((g) => ({ ...g, from: apart(g.from), lasts: g.lasts === null ? null : Math.max(1, apart(g.from + g.lasts) - apart(g.from)) })),
  };
}
