import type { Manifest } from "@/lib/basket/schemas";
import { AppError } from "@/lib/errors/app-error";

/** Nothing in the basket can be read, so there is nothing to launch with. */
export class NothingToLaunch extends AppError {
  static override readonly slug = "nothing-to-launch";
  readonly status = 409;
  constructor() {
    super("Nothing in your basket can be read now, so there is nothing to launch with. Put observations into it that are open to you, then launch.");
  }
}

/** The basket is at another revision than the one that the caller has seen. */
export class BasketMoved extends AppError {
  static override readonly slug = "basket-changed";
  readonly status = 409;
  override readonly details: Record<string, unknown>;
  constructor(revision: number) {
    super("The basket was changed elsewhere since you last saw it, so nothing was launched. Look at what is in it now, then launch again.");
    this.details = { revision };
  }
}

/** More bytes than may be staged. */
export class BasketTooLarge extends AppError {
  static override readonly slug = "basket-too-large";
  readonly status = 413;
  override readonly details: Record<string, unknown>;
  constructor(totalBytes: number, limitBytes: number) {
    super(`The basket's files are ${totalBytes} bytes, and at most ${limitBytes} may be staged by one launch. Take observations out, or fetch them with the basket's manifest.`);
    this.details = { totalBytes, limitBytes };
  }
}

/** The chosen analysis lacks something; `acceptProblems` launches all the same. */
export class LaunchBlocked extends AppError {
  static override readonly slug = "launch-blocked";
  readonly status = 409;
  override readonly details: Record<string, unknown>;
  constructor(problems: Manifest["problems"]) {
    super("The analysis lacks something that it needs: see problems. Take those observations out of the basket, or say that you accept it (acceptProblems).");
    this.details = { problems };
  }
}

/** No service of that name is configured here. */
export class ServiceUnknown extends AppError {
  static override readonly slug = "service-unknown";
  readonly status = 400;
  constructor() {
    super("service: no notebook service of this name is configured. GET /api/v1/notebook-services lists those there are.");
  }
}

/** The service has no such environment. */
export class EnvironmentUnknown extends AppError {
  static override readonly slug = "environment-unknown";
  readonly status = 400;
  constructor() {
    super("environment: this notebook service has none of this name. GET /api/v1/environments lists those there are.");
  }
}

/** There is no such notebook to begin with. */
export class AnalysisUnknown extends AppError {
  static override readonly slug = "analysis-unknown";
  readonly status = 400;
  constructor() {
    super("analysis: there is none of this name. GET /api/v1/analyses lists those there are.");
  }
}

/** The service may hold public data only, and the basket holds data under embargo. */
export class DataClassTooHigh extends AppError {
  static override readonly slug = "service-for-public-data";
  readonly status = 409;
  constructor(serviceTitle: string) {
    super(`${serviceTitle} may hold public data only, and your basket holds data under embargo. Choose another service, or take them out of the basket.`);
  }
}

/** The same files are being worked on by a launch that lives: its work folder is taken. */
export class AlreadyLaunched extends AppError {
  static override readonly slug = "already-launched";
  readonly status = 409;
  override readonly details: Record<string, unknown>;
  /** @param launchId null when it ended in this very moment */
  constructor(launchId: string | null) {
    super("These very files are launched already. Open that launch, or stop it first; what you saved there is kept.");
    this.details = { launchId };
  }
}

/** A time of end that no launch can have. @param longest how far it may be, in words */
export class UntilRefused extends AppError {
  static override readonly slug = "until-refused";
  readonly status = 400;
  constructor(longest: string) {
    super(`until: is a time to come, at most ${longest} from now.`);
  }
}

/** No ticket that was issued, or one whose time is up without its launch being over. */
export class TicketUnknown extends AppError {
  static override readonly slug = "ticket-unknown";
  readonly status = 403;
  constructor() {
    super("This ticket is not known here");
  }
}

/** The ticket was redeemed before, with another key. */
export class TicketUsed extends AppError {
  static override readonly slug = "ticket-used";
  readonly status = 403;
  constructor() {
    super("This ticket was redeemed before by somebody else than this session");
  }
}

/** The launch has been stopped, has ended or has failed. `status` 409 answers a report, 403 a ticket. */
export class LaunchOver extends AppError {
  static override readonly slug = "launch-over";
  constructor(readonly status: 403 | 409) {
    super("The launch of this session is over");
  }
}

/** A staging token that opens nothing. */
export class StagingTokenRefused extends AppError {
  static override readonly slug = "token-ended";
  readonly status = 401;
  constructor() {
    super("This staging token is not valid (any more)");
  }
}

/** What its owner may read changed since the manifest was frozen. Says how many files, and nothing of them. */
export class ManifestClosed extends AppError {
  static override readonly slug = "manifest-closed";
  readonly status = 403;
  constructor(closedCount: number, fileCount: number) {
    super(`${closedCount} of the ${fileCount} files of this launch can not be read by its owner any more`);
  }
}

/** There is no notebook to open: it is not there yet, or not any more. */
export class LaunchNotOpen extends AppError {
  static override readonly slug = "launch-not-open";
  readonly status = 409;
  constructor() {
    super("This launch has no notebook to open now: it is still under way, or over. Its page tells how it stands.");
  }
}

/** More launches than one person may have at a service. */
export class TooManyLaunches extends AppError {
  static override readonly slug = "service-launch-limit";
  readonly status = 409;
  constructor(serviceTitle: string, limit: number) {
    super(`${serviceTitle} takes ${limit} ${limit === 1 ? "launch" : "launches"} of one person at once, and you have as many. Stop one that you no longer need, or choose another service.`);
  }
}

/** The service has no such size of server. */
export class SizeUnknown extends AppError {
  static override readonly slug = "size-unknown";
  readonly status = 400;
  constructor() {
    super("size: this notebook service has none of this name. GET /api/v1/notebook-services lists those there are.");
  }
}

/** A launch that is over has no end to move. */
export class LaunchIsOver extends AppError {
  static override readonly slug = "launch-is-over";
  readonly status = 409;
  constructor() {
    super("This launch is over, so its end can not be moved. Launch the same basket again: what you saved at a JupyterHub is kept.");
  }
}

/** Software that can not use the IRFs of the basket. */
export class EnvironmentUnfit extends AppError {
  static override readonly slug = "environment-unfit";
  readonly status = 409;
  /** @param irfs the kinds that it can use; none where it does not say */
  constructor(environmentTitle: string, irfs: readonly string[], found: string) {
    const why = irfs.length === 0 ? "does not say that it can use" : `can use ${irfs.join(" and ")} IRFs only, and your basket has`;
    super(`${environmentTitle} ${why} ${irfs.length === 0 ? `${found} IRFs, as your basket has them` : `${found} ones`}. Choose another environment or service.`);
  }
}

/** Software that operators trust with public data only, at a service that may hold more. */
export class EnvironmentForPublicData extends AppError {
  static override readonly slug = "environment-for-public-data";
  readonly status = 409;
  constructor(environmentTitle: string, serviceTitle: string) {
    super(`${environmentTitle} may be used with public data only at ${serviceTitle}, and your basket holds data under embargo. Choose other software, or take them out of the basket.`);
  }
}

/** Software that works with an IRF that the basket does not have for any observation. */
export class EnvironmentLacks extends AppError {
  static override readonly slug = "environment-lacks-irf";
  readonly status = 409;
  constructor(environmentTitle: string, kind: string) {
    super(`${environmentTitle} needs ${kind}, and no observation of your basket has it. Add the observations with their IRFs, or choose other software.`);
  }
}

/** More than fits into a service. */
export class TooLargeForService extends AppError {
  static override readonly slug = "service-basket-limit";
  readonly status = 413;
  override readonly details: Record<string, unknown>;
  constructor(serviceTitle: string, totalBytes: number, limitBytes: number) {
    super(`${serviceTitle} takes baskets of ${(limitBytes / 1e9).toPrecision(3)} GB at most, and yours has ${(totalBytes / 1e9).toPrecision(3)} GB. Take observations out, or choose another service.`);
    this.details = { totalBytes, limitBytes };
  }
}
