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

/** A hub of a version that lacks what launches need. */
export class HubTooOld extends ServiceFault {
  static override readonly slug = "hub-too-old";
  override readonly status = 502;
  readonly title = "The notebook service is too old";
  readonly nextStep = "Launch on another service, and tell the operators of this one.";
  constructor(hubTitle: string, version: string, oldest: number) {
    super(`${hubTitle} runs JupyterHub ${version}; the portal needs ${oldest} or newer.`);
  }
}

/** The service has as many sessions, or builds, as it takes on, and says so. */
export class BinderFull extends ServiceFault {
  static override readonly slug = "binder-full";
  readonly title = "The notebook service is full";
  readonly nextStep = "Your basket is kept: launch again in a few minutes, or choose another service.";
  constructor(title: string, said: string) {
    super(`${title} says: ${said}`);
  }
}

/** The software could not be built, or the session not started; the launch's log has what the service said before. */
export class BuildFailed extends ServiceFault {
  static override readonly slug: string = "build-failed";
  override readonly status = 502;
  readonly title: string = "The software could not be built";
  readonly nextStep = "Read the log below; choose another environment, or tell those who keep its repository.";
  constructor(title: string, said: string, options?: { cause?: unknown }) {
    super(`${title} says: ${said}`, options);
  }
}

/** Built, and no session came up with it. */
export class SessionNotStarted extends BuildFailed {
  static override readonly slug: string = "session-not-started";
  override readonly title = "The session did not start";
}

/** The build, or the start, takes longer than is allowed here. The service itself may go on with it. */
export class BuildTooLong extends ServiceFault {
  static override readonly slug = "build-too-long";
  override readonly status = 504;
  readonly title = "The build takes too long";
  readonly nextStep = "Look at the log below. What is built by now is kept there: launching again later may go on from it.";
  constructor(title: string, limitMs: number) {
    super(`${title} did not have the session ready within ${Math.round(limitMs / 6000) / 10} minutes, the most that is allowed here.`);
  }
}

/** The connection on which a service tells of its build broke off, or fell silent, again and again. */
export class BuildLost extends ServiceFault {
  static override readonly slug = "build-lost";
  override readonly status = 504;
  readonly title = "Nothing is heard of the build any more";
  readonly nextStep = "Launch again: a build that went on meanwhile is found there. If it stays, tell the portal's operators.";
  constructor(title: string, times: number) {
    super(`${title} fell silent ${times} times while it built; not even its heartbeat came.`);
  }
}

/** The environment that a launch was asked for with is not offered any more: another one would be other software than was chosen. */
export class EnvironmentGone extends ServiceFault {
  static override readonly slug = "environment-gone";
  readonly title = "The chosen software is not offered any more";
  readonly nextStep = "Launch the same basket with another environment.";
  constructor(title: string) {
    super(`${title} does not have the environment of this launch any more, or not for such data.`);
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
