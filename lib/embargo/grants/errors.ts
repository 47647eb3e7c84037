import { AppError } from "@/lib/errors/app-error";

/** The thing is visible, but what is wanted is for those in charge of it. */
export class NotInCharge extends AppError {
  static override readonly slug = "not-in-charge";
  readonly status = 403;
  /** @param what e.g. 'give rights on CRAB'; @param who e.g. 'its PI, deputies and embargo managers' */
  constructor(what: string, who: string) {
    super(`You can not ${what}: that is for ${who}. Ask one of them.`);
  }
}

/** An account name that nobody has signed in with: rights go to identities, and this portal does not know this one yet. */
export class NeverSignedIn extends AppError {
  static override readonly slug = "never-signed-in";
  readonly status = 409;
  constructor(name: string) {
    super(`${name} has never signed in here, so that nobody can be given rights under this name; ask them to sign in once, and check the spelling.`);
  }
}

export class NotAMember extends AppError {
  static override readonly slug = "not-a-member";
  readonly status = 409;
  constructor(name: string, group: string) {
    super(`${name} is not in the project's group ${group}: deputies are members. Have the identity service add them, ask them to sign in again, and name them then.`);
  }
}

/** Nobody grants to oneself, by name or through a group. */
export class GrantToOneself extends AppError {
  static override readonly slug = "grant-to-oneself";
  readonly status = 403;
  constructor() {
    super("Nobody gives rights to oneself, or to a group of one's own: another of those in charge has to.");
  }
}

/** A grant that is over, revoked, or not for one person alone to prolong. */
export class GrantFixed extends AppError {
  static override readonly slug = "grant-fixed";
  readonly status = 409;
  constructor(why: string) {
    super(`This grant can not be changed: ${why}. Give a new one where that is right.`);
  }
}

export class SelectionInUse extends AppError {
  static override readonly slug = "selection-in-use";
  readonly status = 409;
  constructor(what: string) {
    super(`${what}: rights or decisions rest on this selection. Make another selection, or end them first. Nothing was changed.`);
  }
}

export class NameTaken extends AppError {
  static override readonly slug = "name-taken";
  readonly status = 409;
  constructor(name: string) {
    super(`You have a selection named '${name}' already: choose another name, or add to that one.`);
  }
}

export class TooManySelections extends AppError {
  static override readonly slug = "too-many-selections";
  readonly status = 409;
  constructor(limit: number) {
    super(`You have ${limit} saved selections, the most that one person may have: remove one that you need no more.`);
  }
}

export class SelectionFull extends AppError {
  static override readonly slug = "selection-full";
  readonly status = 413;
  constructor(limit: number) {
    super(`A selection holds at most ${limit} observations; nothing was changed. Narrow it, or grant on the project.`);
  }
}

/** Access was asked for to what the asker can read. */
export class AlreadyReadable extends AppError {
  static override readonly slug = "already-readable";
  readonly status = 409;
  override readonly details: Record<string, unknown>;
  constructor(ids: readonly string[]) {
    super(`You can read ${ids.length === 1 ? `${ids[0]}` : `${ids.length} of these observations`} already; nothing was asked. Leave ${ids.length === 1 ? "it" : "them"} out.`);
    this.details = { ids };
  }
}

export class AlreadyAsked extends AppError {
  static override readonly slug = "already-asked";
  readonly status = 409;
  constructor() {
    super("You have asked for this already, and the answer is still to come. See your requests; withdraw the open one to ask anew.");
  }
}

export class TooManyRequestsOpen extends AppError {
  static override readonly slug = "too-many-open-requests";
  readonly status = 429;
  constructor(limit: number) {
    super(`You have asked for more than ${limit} things that nobody has answered yet: wait for answers, or withdraw some. Nothing was asked.`);
  }
}

/** The request was answered or withdrawn meanwhile. */
export class RequestAnswered extends AppError {
  static override readonly slug = "request-answered";
  readonly status = 409;
  override readonly details: Record<string, unknown>;
  constructor(state: string) {
    super(`This request is ${state} already; nothing was changed.`);
    this.details = { state };
  }
}
