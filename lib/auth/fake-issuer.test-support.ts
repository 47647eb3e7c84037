import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** An identity service that says whatever a test wants, over HTTP: for the faults that a good one never shows. */
export interface FakeIssuer {
  readonly issuer: string;
  /** Claims that userinfo answers with, by access token. */
  readonly people: Map<string, Record<string, unknown>>;
  /** How often each path was asked for. */
  readonly asked: Map<string, number>;
  /** Replaces the answer of a path: a status, or the whole handling. */
  readonly faults: Map<string, number | ((request: IncomingMessage, response: ServerResponse) => void)>;
  /** Answers the token endpoint; an answer with `error` is sent as 400. */
  token: (form: URLSearchParams) => Promise<object>;
  sign(claims: JWTPayload, header?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

export async function fakeIssuer(): Promise<FakeIssuer> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const fake: FakeIssuer = {
    issuer,
    people: new Map(),
    asked: new Map(),
    faults: new Map(),
    token: async () => ({}),
    sign: (claims, header) => new SignJWT({ iss: issuer, ...claims }).setProtectedHeader({ alg: "RS256", kid: "one", ...header }).sign(privateKey),
    close: () => close(server),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    fake.asked.set(path, (fake.asked.get(path) ?? 0) + 1);
    const fault = fake.faults.get(path);
    if (typeof fault === "function") return fault(request, response);
    if (fault !== undefined) return reply(response, fault, { error: "server_error" });
    if (path === "/.well-known/openid-configuration") {
      return reply(response, 200, {
        issuer: `${issuer}/`.replace(/\/$/, ""),
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwk`,
      });
    }
    if (path === "/jwk") return reply(response, 200, { keys: [jwk] });
    if (path === "/token") {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      const told = await fake.token(new URLSearchParams(body));
      return reply(response, "error" in told ? 400 : 200, told);
    }
    const claims = fake.people.get((request.headers.authorization ?? "").replace(/^Bearer /, ""));
    return claims ? reply(response, 200, claims) : reply(response, 401, { error: "invalid_token" });
  }
  return fake;
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" }).end(JSON.stringify(body));
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
