import { describe, expect, it } from "vitest";
import { type LaunchState, launchStates } from "./schemas";
import { canMove, drivenStates, finalStates, isFinal, isLiving, livingStates, transitions } from "./states";

/** Every state that can be reached from one, itself included. */
function reachable(from: LaunchState): Set<LaunchState> {
  const seen = new Set<LaunchState>([from]);
  for (const state of seen) for (const next of transitions[state]) seen.add(next);
  return seen;
}

describe("the states of a launch", () => {
  it("are all in the table, and all are reached from the first", () => {
    expect(Object.keys(transitions).sort()).toEqual([...launchStates].sort());
    expect(reachable("requested")).toEqual(new Set(launchStates));
  });

  it("lead to an end from everywhere, and never back", () => {
    for (const state of launchStates) {
      expect(finalStates.some((final) => reachable(state).has(final))).toBe(true);
      for (const next of transitions[state]) expect(reachable(next).has(state)).toBe(false);
    }
  });

  it("have no way out of a final one", () => {
    for (const state of launchStates) expect(isFinal(state)).toBe(transitions[state].length === 0);
  });

  it("can be stopped wherever they live, and fail only before the notebook is the user's", () => {
    for (const state of livingStates) expect(canMove(state, "stopping")).toBe(true);
    for (const state of drivenStates) expect(canMove(state, "failed")).toBe(true);
    expect(canMove("ready", "failed")).toBe(false);
    expect(livingStates.every(isLiving)).toBe(true);
  });

  it("skip no step on the way to the notebook", () => {
    expect([canMove("requested", "starting"), canMove("requested", "ready"), canMove("staging", "ready")]).toEqual([false, false, false]);
  });
});
