import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { type Accounts, demoAccounts } from "./accounts";
import { type IamContext, send } from "./context";
import { answerInteraction } from "./interactions";
import { errorPage } from "./pages";
import { makeProvider } from "./provider";
import { type IamSettings, issuerOf } from "./settings";

/** A demo IAM that listens. */
export interface RunningIam {
  readonly issuer: string;
  close(): Promise<void>;
}

const assets = new Map([
  ["/iam.css", { type: "text/css; charset=utf-8", body: readFileSync(path.join(import.meta.dirname, "iam.css")) }],
  ["/iam.js", { type: "text/javascript; charset=utf-8", body: readFileSync(path.join(import.meta.dirname, "iam.js")) }],
]);

/** Starts the demo IAM on 127.0.0.1. Rejects when the port is taken or the state folder can not be written. */
export async function startIam(settings: IamSettings, accounts: Accounts = demoAccounts): Promise<RunningIam> {
  mkdirSync(settings.stateDir, { recursive: true, mode: 0o700 });
  const { provider, journal } = await makeProvider(settings, accounts);
  provider.on("server_error", (_ctx, error) => console.error("demo IAM:", error));
  provider.on("backchannel.error", (_ctx, error, client) => {
    console.error(`demo IAM: back-channel logout of ${(client as { clientId: string }).clientId} failed: ${(error as Error).message}`);
  });
  const protocol = provider.callback();
  const server = createServer((request, response) => {
    answer(request, response, { settings, provider, accounts, protocol }).catch((error: Error) => fail(response, error));
  });
  await listen(server, settings.port);
  return {
    issuer: issuerOf(settings),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          journal.close();
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, iam: IamContext): Promise<void> {
  const pathname = (request.url ?? "/").split("?", 1)[0] ?? "/";
  setSecurityHeaders(response, iam.settings);
  // A page elsewhere could point its own name at 127.0.0.1 and act here with the visitor's cookies.
  if (request.headers.host !== `127.0.0.1:${iam.settings.port}`) {
    return send(response, 421, "text/plain", `This is ${issuerOf(iam.settings)}; it answers to no other name.\n`);
  }
  const asset = assets.get(pathname);
  if (asset) return send(response, 200, asset.type, asset.body);
  if (pathname === "/healthz") return send(response, 200, "text/plain", "ok\n");
  if (pathname.startsWith("/interaction/")) return answerInteraction(request, response, pathname, iam);
  await iam.protocol(request, response);
}

/** Chromium checks `form-action` along redirects too, so the clients, where a login ends, are named. */
function setSecurityHeaders(response: ServerResponse, settings: IamSettings): void {
  const clients = [settings.portalUrl, ...(settings.hub ? [settings.hub.url] : [])].join(" ");
  response.setHeader(
    "content-security-policy",
    `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; form-action 'self' ${clients}; frame-ancestors 'none'; base-uri 'none'`,
  );
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("cache-control", "no-store");
}

function fail(response: ServerResponse, error: Error): void {
  if (response.headersSent) return void response.destroy();
  // oidc-provider's own errors name what the visitor did; anything else is a fault of ours and goes to the log.
  const expected = "statusCode" in error && typeof error.statusCode === "number" && error.statusCode < 500;
  if (!expected) console.error("demo IAM:", error);
  send(response, expected ? 400 : 500, "text/html; charset=utf-8", errorPage(expected ? error.message : "server_error", undefined));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}
