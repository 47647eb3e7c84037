import { AppError } from "@/lib/errors/app-error";
import type { LaunchProblem } from "../schemas";

/** Something between the portal and a notebook service. Its parts are what the person who launched is told. */
export abstract class ServiceFault extends AppError {
  readonly status: number = 503;
  /** In a few words, without a full stop. */
  abstract readonly title: string;
  abstract readonly nextStep: string;

  problem(): LaunchProblem {
    return { slug: this.slug, title: this.title, detail: this.message, nextStep: this.nextStep };
  }
}

/** Nobody answers at the hub's address, or not in time. The next try may do. */
export class HubUnreachable extends ServiceFault {
  static override readonly slug = "hub-unreachable";
  readonly title = "The notebook service does not answer";
  readonly nextStep = "Your basket is kept: launch again in a minute. If it stays, tell the portal's operators.";
  constructor(hubTitle: string, options?: { cause?: unknown }) {
    super(`${hubTitle} can not be reached just now.`, options);
  }
}

/** The hub does not let the portal do what a launch needs: its token or scopes are wrong. */
export class HubRefused extends ServiceFault {
  static override readonly slug = "hub-refused";
  override readonly status = 502;
  readonly title = "The notebook service refuses the portal";
  readonly nextStep = "You can do nothing about this: tell the portal's operators. Your basket is kept.";
  constructor(hubTitle: string, what: string, options?: { cause?: unknown }) {
    super(`${hubTitle} does not let the portal ${what}: its token is wrong, or lacks scopes.`, options);
  }
}

/** What answers at the hub's address does not speak as a hub does. */
export class HubAnswerOdd extends ServiceFault {
  static override readonly slug = "hub-answer-odd";
  override readonly status = 502;
  readonly title = "The notebook service answers strangely";
  readonly nextStep = "Launch again later. If it stays, tell the portal's operators.";
  constructor(hubTitle: string, what: string, options?: { cause?: unknown }) {
    super(`${hubTitle} gave an answer that can not be understood (${what}).`, options);
  }
}

/** The hub has too much to do and says so; it took nothing on. */
export class HubBusy extends ServiceFault {
  static override readonly slug = "hub-busy";
  readonly title = "The notebook service is busy";
  readonly nextStep = "Launch again in a few minutes.";
  constructor(hubTitle: string, said: string) {
    super(`${hubTitle} takes no more servers on just now: ${said}`);
  }
}

/** The hub could not start the server; `said` is its own message. */
export class SpawnFailed extends ServiceFault {
  static override readonly slug = "spawn-failed";
  override readonly status = 502;
  readonly title = "The notebook server did not start";
  readonly nextStep = "Launch again. If it stays, tell the operators of the notebook service what it says.";
  constructor(hubTitle: string, said: string) {
    super(`${hubTitle} says: ${said}`);
  }
}

/** The service that a launch was meant for is not configured any more. */
export class ServiceGone extends ServiceFault {
  static override readonly slug = "service-gone";
  readonly title = "The notebook service is gone";
  readonly nextStep = "Launch the same basket on another service.";
  constructor() {
    super("The notebook service of this launch is not configured at this portal any more.");
  }
}
