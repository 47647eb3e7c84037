import { describe, expect, it } from "vitest";
import { fractionDone, sessionStaging, stepsOf } from "@/components/launch/steps";
import type { LaunchEvent, LaunchState } from "@/lib/launch/schemas";

let seq = 0;
const event = (state: LaunchState, second: number, filesDone?: number): LaunchEvent => ({
  seq: seq++,
  at: new Date(Date.UTC(2026, 10, 20, 12, 0, second)).toISOString(),
  state,
  message: state,
  progress: filesDone === undefined ? null : { filesDone, filesTotal: 9, bytesDone: filesDone * 100_000, bytesTotal: 900_000, currentPath: null },
  availability: null,
});

describe("a launch's story", () => {
  it("says what runs, how far it is, and what comes", () => {
    const events = [event("requested", 0), event("staging", 1, 0), event("staging", 2, 4)];
    expect(stepsOf(events, "staging").map((step) => [step.state, step.text, step.tookSec])).toEqual([
      ["done", "Checked your rights", 1],
      ["doing", "Staging 4 of 9 files, 0.4 MB of 0.9 MB", null],
      ["waiting", "Start the notebook", null],
    ]);
    expect(fractionDone(events, "staging")).toBeCloseTo(0.411, 3);
  });

  it("ends with the time that each step took", () => {
    const events = [event("requested", 0), event("staging", 1, 0), event("staging", 3, 9), event("starting", 4), event("ready", 7)];
    expect(stepsOf(events, "ready").map((step) => [step.state, step.text, step.tookSec])).toEqual([
      ["done", "Checked your rights", 1],
      ["done", "Staged 9 of 9 files, 0.9 MB", 3],
      ["done", "Started the notebook", 3],
    ]);
    expect(fractionDone(events, "ready")).toBe(1);
  });

  it("shows the step at which it broke", () => {
    const events = [event("requested", 0), event("staging", 1, 4), event("failed", 2)];
    expect(stepsOf(events, "failed").map((step) => step.state)).toEqual(["done", "failed", "waiting"]);
  });

  it("follows the launch's state before its first event arrives", () => {
    expect(stepsOf([], "requested").map((step) => step.state)).toEqual(["doing", "waiting", "waiting"]);
    expect(stepsOf([], "starting").map((step) => step.state)).toEqual(["done", "done", "doing"]);
  });

  it("shows where it was stopped", () => {
    const events = [event("requested", 0), event("staging", 1, 4), event("stopping", 2), event("ended", 3)];
    expect(stepsOf(events, "ended").map((step) => step.state)).toEqual(["done", "stopped", "waiting"]);
  });

  it("is done in every step once the notebook was ready, also after it has ended", () => {
    const events = [event("requested", 0), event("staging", 1, 9), event("starting", 2), event("ready", 3), event("ended", 9)];
    expect(stepsOf(events, "ended").map((step) => step.state)).toEqual(["done", "done", "done"]);
  });
});

describe("the story of a launch at a service that builds", () => {
  const said = (state: LaunchState, second: number, message: string): LaunchEvent => ({ ...event(state, second), message });

  it("says the phase that the build is in", () => {
    const events = [said("requested", 0, "Your rights were checked"), said("staging", 1, "Binder prepares the session"), said("staging", 2, "Building the software")];
    expect(stepsOf(events, "staging", "binderhub").map((step) => [step.state, step.text])).toEqual([
      ["done", "Checked your rights"],
      ["doing", "Building the software"],
      ["waiting", "Put notebook and ticket into it"],
    ]);
  });

  it("goes on after the notebook is open, with what its first cell fetches", () => {
    const events = [event("requested", 0), event("staging", 1), event("starting", 2), event("ready", 3)];
    expect(sessionStaging(events, "ready")).toBeNull();
    expect(sessionStaging([...events, event("ready", 4, 3)], "ready")).toEqual({ text: "The notebook fetches its data: 3 of 9 files, 0.3 MB of 0.9 MB", fraction: 1 / 3 });
    expect(sessionStaging([...events, event("ready", 5, 9)], "ready")).toMatchObject({ text: "The notebook has its data: 9 of 9 files, 0.9 MB of 0.9 MB", fraction: 1 });
    expect(sessionStaging([...events, event("ready", 5, 9)], "ended")).toBeNull();
  });
});
