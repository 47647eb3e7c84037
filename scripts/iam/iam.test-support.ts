import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Accounts } from "./accounts";
import { type RunningIam, startIam } from "./server";
import type { SignInRequest } from "./sign-in";
import type { IamSettings } from "./settings";

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** A demo IAM of a test's own, on a free port, with its state in a folder that goes away with it. */
export interface TestIam {
  readonly settings: IamSettings;
  readonly issuer: string;
  /** Ends it; what it kept stays until `dispose`. */
  stop(): Promise<void>;
  /** Starts it again on the same port with the same state. */
  start(): Promise<void>;
  dispose(): Promise<void>;
  /** What a login needs but for the account; the portal's client unless said. */
  login(username: string, change?: Partial<SignInRequest>): SignInRequest;
}

export async function testIam(change: Partial<IamSettings> = {}, accounts?: Accounts): Promise<TestIam> {
  const settings: IamSettings = {
    port: await freePort(),
    stateDir: mkdtempSync(path.join(tmpdir(), "airshower-iam-")),
    portalUrl: "http://127.0.0.1:9",
    portalClientId: "airshower",
    portalClientSecret: "secret-of-the-portal-in-tests",
    hub: { url: "http://127.0.0.1:8", clientSecret: "secret-of-the-hub-in-tests" },
    accessTokenSec: 300,
    ...change,
  };
  let running: RunningIam | undefined = await startIam(settings, accounts);
  const stop = async () => {
    await running?.close();
    running = undefined;
    // fetch keeps connections for the next request, and learns in a later turn that these are closed.
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  return {
    settings,
    issuer: running.issuer,
    stop,
    start: async () => {
      running = await startIam(settings, accounts);
    },
    dispose: async () => {
      await stop();
      rmSync(settings.stateDir, { recursive: true, force: true });
    },
    login: (username, changes) => ({
      issuer: `http://127.0.0.1:${settings.port}`,
      clientId: settings.portalClientId,
      clientSecret: settings.portalClientSecret,
      redirectUri: `${settings.portalUrl}/api/auth/callback/iam`,
      scope: "openid profile email offline_access",
      username,
      password: username,
      ...changes,
    }),
  };
}
