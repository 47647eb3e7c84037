import { createServer, type Server } from "node:http";
import { backchannelLogout } from "@/lib/auth/backchannel-logout";
import { finishLogin, startLogin } from "@/lib/auth/login";
import { leaveExpiredSession, logOut } from "@/lib/auth/logout";
import { viewerOf } from "@/lib/auth/viewer";
import { setting } from "@/lib/config/environment";
import { CookieJar } from "@/scripts/iam/cookie-jar";
import { authorize } from "@/scripts/iam/sign-in";

const routes: Record<string, (request: Request) => Promise<Response>> = {
  "GET /api/auth/login": startLogin,
  "GET /api/auth/callback/iam": finishLogin,
  "GET /api/auth/expired": leaveExpiredSession,
  "POST /api/auth/logout": logOut,
  "POST /api/auth/backchannel-logout": backchannelLogout,
  "GET /viewer": async (request) => Response.json(await viewerOf(request, "any")),
};

/** The portal's identity routes over HTTP at PORTAL_URL, without the rest of the portal. */
export async function testPortal(port: number): Promise<Server> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const path = (incoming.url ?? "/").split("?", 1)[0];
    const handle = routes[`${incoming.method} ${path}`] ?? (async () => new Response("a page", { status: 200 }));
    const request = new Request(`http://127.0.0.1:${port}${incoming.url}`, {
      method: incoming.method ?? "GET",
      headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as [string, string]),
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const response = await handle(request).catch((error: { slug?: string; status?: number; message: string }) =>
      Response.json({ slug: error.slug ?? error.message }, { status: error.status ?? 500 }),
    );
    outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), "set-cookie": response.headers.getSetCookie(), connection: "close" });
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}

/** A visitor's browser, so far as cookies and redirects go. */
export class TestBrowser {
  readonly jar = new CookieJar();

  /** Goes through a whole login; gives the address at which it ends. */
  async signIn(username: string, callbackUrl = "/", password = username): Promise<string> {
    const callback = await this.signInUpToCallback(username, callbackUrl, password);
    return (await this.jar.fetch(callback)).headers.get("location") ?? "";
  }

  /** As far as the address at the portal to which the identity service sends the browser back. */
  async signInUpToCallback(username: string, callbackUrl = "/", password = username): Promise<string> {
    const started = await this.startSignIn(callbackUrl);
    return (await authorize(this.jar, started, { redirectUri: `${setting("PORTAL_URL")}/api/auth/callback/iam`, username, password })).href;
  }

  async startSignIn(callbackUrl = "/"): Promise<string> {
    const answer = await this.jar.fetch(`${setting("PORTAL_URL")}/api/auth/login?${new URLSearchParams({ callbackUrl })}`);
    return answer.headers.get("location") ?? "";
  }

  /** What the API takes this browser for. */
  async viewer(): Promise<Record<string, unknown>> {
    return (await (await this.jar.fetch(`${setting("PORTAL_URL")}/viewer`)).json()) as Record<string, unknown>;
  }

  signOut(origin = setting("PORTAL_URL")): Promise<Response> {
    return this.jar.fetch(`${setting("PORTAL_URL")}/api/auth/logout`, { method: "POST", headers: { origin } });
  }
}
