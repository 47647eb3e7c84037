/**
 * What a session is started with; the client in the session and deploy/jupyterhub read it. A hub stores and shows it, so
 * nothing else may be in it: the ticket is good for one redeem, with a key that only the session knows.
 */
export interface SessionOptions {
  readonly ticket: string;
  /** The portal's address, as the hub's configuration has it too. */
  readonly portal: string;
  readonly launchId: string;
  /** Name of the folder in the person's home, `[A-Za-z0-9_-]{1,64}`. */
  readonly workFolder: string;
  /** What the chosen environment and size add, such as `profile`: names that the hub's configuration allows. */
  readonly [extra: string]: string;
}
