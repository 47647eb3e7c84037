import { AppError } from "@/lib/errors/app-error";
import { NotFound } from "@/lib/errors/requests";
import type { ImportFault } from "./office-schemas";
import type { Effect } from "./schemas";

/** Something stands in the way of a change of the embargo; `obstacle` is its stable name. */
export class ChangeBlocked extends AppError {
  static override readonly slug = "embargo-change-blocked";
  readonly status = 409;
  override readonly details: Record<string, unknown>;
  constructor(readonly obstacle: string, message: string, more: Record<string, unknown> = {}) {
    super(message);
    this.details = { obstacle, ...more };
  }
}

/** The change would do something else by now than what was looked at. */
export class EffectChanged extends AppError {
  static override readonly slug = "embargo-effect-changed";
  readonly status = 409;
  override readonly details: Record<string, unknown>;
  constructor(effect: Effect) {
    super("The change would do something else by now than what you looked at. Nothing was changed: look at it again, and confirm that.");
    this.details = { effect };
  }
}

/** A file of clocks has faults; `faults` has each by line and column. */
export class FaultyFile extends AppError {
  static override readonly slug = "faulty-file";
  readonly status = 422;
  override readonly details: Record<string, unknown>;
  constructor(faults: readonly ImportFault[]) {
    const [first] = faults;
    super(`The file has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}, the first in line ${first!.line}: ${first!.message} Nothing was changed.`);
    this.details = { faults: faults.slice(0, 1000) };
  }
}

/** Another manager has to agree than who made the change. */
export class SecondManagerNeeded extends AppError {
  static override readonly slug = "second-manager-needed";
  readonly status = 403;
  constructor() {
    super("You made this change yourself: another manager of all that it touches has to approve or refuse it. You can withdraw it.");
  }
}

/** What the database's functions say stands in the way. */
const obstacles: Record<string, (hint: string | undefined) => AppError> = {
  "own-change": () => new SecondManagerNeeded(),
  "unknown-person": () => new ChangeBlocked("unknown-person", "Nobody of this account name has signed in here yet: check its spelling, or ask them to sign in once."),
  "to-oneself": () => new ChangeBlocked("to-oneself", "Nobody opens anything to oneself, not even with another manager: ask a manager whom it does not concern."),
  "lifted-already": () => new ChangeBlocked("lifted-already", "It is lifted already; nothing was changed."),
  "decided-already": (hint) => new ChangeBlocked("decided-already", `This change is ${hint} already; nothing was changed.`, { state: hint }),
  "not-yours": () => new ChangeBlocked("not-yours", "Only who made a change withdraws it: refuse it instead."),
  "not-applied": (hint) => new ChangeBlocked("not-applied", `This change is ${hint}, so there is nothing to undo.`, { state: hint }),
  "newer-change": (hint) => new ChangeBlocked("newer-change", `A newer change stands on this one: undo that first (${hint}).`, { newerChangeId: hint }),
  "changed-since": () => new ChangeBlocked("changed-since", "Other values have been set since, by a load or by hand. Nothing was changed: make a new change from what stands there now."),
  "public-already": () => new ChangeBlocked("public-already", "Observations have become public by this change, and that can not be taken back by undoing it: only a hold closes them again."),
  "undo-opens-early": () => new ChangeBlocked("undo-opens-early", "Undoing this would open data earlier than planned now, and the project asks for a second manager: make it a new change, which another manager approves."),
};

/** Runs what the database's functions of changes may refuse, and says what a refusal means. @throws NotFound @throws ChangeBlocked @throws SecondManagerNeeded */
export async function orBlocked<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((error: unknown) => {
    const { code, message, hint } = error as { code?: string; message?: string; hint?: string };
    if (code === "AE404") throw new NotFound();
    const obstacle = code === "AE409" && message !== undefined ? obstacles[message] : undefined;
    throw obstacle ? obstacle(hint) : error;
  });
}
