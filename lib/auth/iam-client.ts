import { z } from "zod";
import { IamUnreachable } from "@/lib/auth/errors";
import { log } from "@/lib/config/log";

/** How long the identity service may take to answer. */
export const iamTimeoutMs = 5000;
/** No answer of an identity service is larger. */
const answerLimitBytes = 1_000_000;

export interface IamAnswer {
  readonly status: number;
  /** The parsed body; null when it is no JSON. */
  readonly body: unknown;
}

/**
 * One request to the identity service. Redirects are refused: a token must not follow one elsewhere. A GET that loses its
 * connection is sent once more, since a kept connection may have been closed meanwhile (the service restarted).
 *
 * @throws IamUnreachable on network faults, timeouts, 429 and 5xx; other answers are the caller's to judge.
 */
export async function askIam(url: string, init: RequestInit = {}): Promise<IamAnswer> {
  try {
    const isGet = (init.method ?? "GET") === "GET";
    return await send(url, init).catch((error: unknown) => {
      if (isGet && error instanceof TypeError) return send(url, init);
      throw error;
    });
  } catch (cause) {
    log.warn({ endpoint: new URL(url).pathname, reason: reasonOf(cause) }, "identity service unreachable");
    throw new IamUnreachable({ cause });
  }
}

async function send(url: string, init: RequestInit): Promise<IamAnswer> {
  const response = await fetch(url, { ...init, redirect: "error", cache: "no-store", signal: AbortSignal.timeout(iamTimeoutMs) });
  const text = await boundedText(response);
  if (response.status >= 500 || response.status === 429) throw new Error(`it answered ${response.status}`);
  return { status: response.status, body: parseJson(text) };
}

const oauthErrorSchema = z.object({ error: z.string(), error_description: z.string().optional() });

/** The OAuth error code of an answer (RFC 6749, section 5.2); null when it carries none. */
export function oauthError(answer: IamAnswer): string | null {
  const parsed = oauthErrorSchema.safeParse(answer.body);
  return parsed.success ? parsed.data.error : null;
}

async function boundedText(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > answerLimitBytes) throw new Error("its answer is too large");
  }
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return name === "TimeoutError" ? `no answer in ${iamTimeoutMs} ms` : (cause?.code ?? cause?.message ?? message);
}
