import { ServiceFault } from "../services/faults";

/** The server answers, and its session never said a word of its staging. */
export class SessionSilent extends ServiceFault {
  static override readonly slug = "session-silent";
  readonly title = "Nothing was heard of the staging";
  readonly nextStep = "Launch again. If it stays, tell the portal's operators: sessions may not reach the portal's address.";
  constructor() {
    super("The notebook server started, but its session did not report to the portal, so the data are not there.");
  }
}

/** Somebody else had redeemed the launch's ticket before its session came with it. */
export class TicketTaken extends ServiceFault {
  static override readonly slug = "ticket-used";
  readonly title = "The ticket of this launch was used by somebody else";
  readonly nextStep = "Launch again: it gets a new ticket. If you did not use it yourself, tell the portal's operators, who see at the notebook service who could.";
  constructor() {
    super("A launch's ticket is good for one session only. Another one had redeemed it, so the session got no data; what was given out for it opens nothing any more.");
  }
}

/** Workers came and went, and none brought the launch to an end. */
export class TooManyAttempts extends ServiceFault {
  static override readonly slug = "launch-stuck";
  readonly title = "The launch did not come to an end";
  readonly nextStep = "Launch again. If it stays, give the portal's operators the id of this launch.";
  constructor(attempts: number) {
    super(`The portal tried ${attempts} times to bring this launch to its notebook and was interrupted each time.`);
  }
}

/** The data were open to everybody when the launch began, and are not by now. */
export class NotForPublicPlace extends ServiceFault {
  static override readonly slug = "service-for-public-data";
  override readonly status = 409;
  readonly title = "The data are not open to everybody";
  readonly nextStep = "Launch on a service that may hold embargoed data, or take them out of the basket.";
  constructor(serviceTitle: string) {
    super(`${serviceTitle} may hold public data only, and some of this launch's are under embargo by now.`);
  }
}

/** Files of the launch were closed to its owner since it began. Names none of them. */
export class NoMoreReadable extends ServiceFault {
  static override readonly slug = "manifest-closed";
  override readonly status = 403;
  readonly title = "Files of this launch are closed to you by now";
  readonly nextStep = "Look at the basket: it shows what is open to you now. Then launch again.";
  constructor() {
    super("What you may read has changed since the launch began, so nothing was put into the session.");
  }
}
