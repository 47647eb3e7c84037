import type { LaunchState } from "./schemas";

/**
 * The life of a launch, whole: from which state it may go to which. Nothing else in the project decides this; every
 * change goes through `moveLaunch` (move.ts), by compare-and-set.
 *
 * - requested → staging: the hub has taken the server on, or the session reports that it fetches.
 * - staging → starting: the session reports that the notebook server is about to start.
 * - starting → ready: the hub says that the server answers.
 * - → failed: from whatever was under way; never from `ready`, whose notebook is the user's.
 * - → stopping: by the user, or since its time (`until`) is up; → ended once the server is gone.
 * - ready → ended: the server went by itself (idle, or stopped at the hub).
 *
 * Source: DESIGN, API contract, states of a launch.
 */
export const transitions: Readonly<Record<LaunchState, readonly LaunchState[]>> = {
  requested: ["staging", "failed", "stopping"],
  staging: ["starting", "failed", "stopping"],
  starting: ["ready", "failed", "stopping"],
  ready: ["stopping", "ended"],
  stopping: ["ended"],
  failed: [],
  ended: [],
};

/** May a launch go from one state to the other? */
export function canMove(from: LaunchState, to: LaunchState): boolean {
  return transitions[from].includes(to);
}

/** Under way to its notebook: a worker drives it. */
export const drivenStates = ["requested", "staging", "starting"] as const satisfies readonly LaunchState[];

/**
 * The launch has its work folder, and its staging token opens its files. The database says the same in the index
 * `launch_living_key` and in `embargo.staging_viewer`.
 */
export const livingStates = [...drivenStates, "ready"] as const satisfies readonly LaunchState[];

/** Nothing more happens to it. */
export const finalStates = ["failed", "ended"] as const satisfies readonly LaunchState[];

export function isDriven(state: LaunchState): boolean {
  return (drivenStates as readonly LaunchState[]).includes(state);
}

export function isLiving(state: LaunchState): boolean {
  return (livingStates as readonly LaunchState[]).includes(state);
}

export function isFinal(state: LaunchState): boolean {
  return (finalStates as readonly LaunchState[]).includes(state);
}
