import type { IncomingMessage, ServerResponse } from "node:http";
import { type IamContext, send } from "./context";
import { loginPage } from "./pages";
import { tryPassword } from "./password-limit";

/** A form with two short fields. */
const bodyLimitBytes = 4096;

/**
 * The login page and its two answers: `GET /interaction/{uid}`, `POST …/login`, `POST …/abort`.
 * The uid must be that of the visitor's own cookie, so nobody can be led into somebody else's login.
 */
export async function answerInteraction(request: IncomingMessage, response: ServerResponse, pathname: string, iam: IamContext): Promise<void> {
  const [, , uid, action] = pathname.split("/");
  const interaction = await iam.provider.interactionDetails(request, response);
  if (uid !== interaction.uid) return send(response, 404, "text/plain", "No such login.\n");

  if (request.method === "POST" && action === "abort") {
    await iam.provider.interactionFinished(request, response, { error: "access_denied", error_description: "The login was cancelled" });
    return;
  }
  if (request.method === "POST" && action === "login") {
    const form = new URLSearchParams(await readBody(request));
    const username = (form.get("username") ?? "").trim();
    const answer = await tryPassword(iam.accounts, username, form.get("password") ?? "");
    if ("account" in answer) {
      await iam.provider.interactionFinished(request, response, { login: { accountId: answer.account.sub } });
      return;
    }
    if ("retryAfterSec" in answer) {
      response.setHeader("retry-after", String(answer.retryAfterSec));
      return send(response, 429, "text/plain", `Too many wrong passwords for this account. Try again in ${answer.retryAfterSec} s.\n`);
    }
    return showLogin(response, 401, interaction, iam, { username: username.slice(0, 64) });
  }
  return showLogin(response, 200, interaction, iam);
}

function showLogin(
  response: ServerResponse,
  status: number,
  interaction: { uid: string; params: Record<string, unknown> },
  iam: IamContext,
  fault?: { username: string },
): void {
  const clientName = interaction.params.client_id === "jupyterhub" ? "JupyterHub" : "Airshower";
  send(response, status, "text/html; charset=utf-8", loginPage(interaction.uid, clientName, iam.accounts, fault));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimitBytes) throw Object.assign(new Error("The form is too large"), { statusCode: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
