import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import type { Accounts } from "./accounts";
import type { IamSettings } from "./settings";

/** What answering one request needs. */
export interface IamContext {
  readonly settings: IamSettings;
  readonly provider: Provider;
  readonly accounts: Accounts;
  /** oidc-provider's own routes. */
  readonly protocol: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

export function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
}
