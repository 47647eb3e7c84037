import { once } from "node:events";
import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import SMTPConnection from "nodemailer/lib/smtp-connection/index.js";
import { setting } from "@/lib/config/environment";

export interface Letter {
  readonly from: string;
  readonly to: string;
  /** The whole message, RFC 5322. */
  readonly content: Buffer;
}

/** Why a letter did not go, and whether the server has it all the same. */
export class NotSent extends Error {
  constructor(
    /** `refused`: the server said that it will never take it; `later`: it did not take it now; `unknown`: it was cut off while it took it. */
    readonly outcome: "refused" | "later" | "unknown",
    message: string,
  ) {
    super(message);
    this.name = "NotSent";
  }
}

const STEP_LIMIT_MS = 10_000;
/** For one letter, from connecting to the server's last word. */
export const LETTER_LIMIT_MS = 60_000;

/**
 * Hands one letter to the mail server. `handOver` runs when the server has agreed to take it and nothing of it has been
 * sent: what it writes down tells a later worker that the server may have this letter. When it fails, nothing is sent.
 *
 * @throws NotSent
 */
export async function handToServer(letter: Letter, handOver: () => Promise<void>, signal: AbortSignal): Promise<void> {
  const connection = new SMTPConnection(connectionOptions());
  // What it still has to say after the outcome is known changes nothing.
  connection.on("error", () => undefined);
  let handedOver = false;
  let failed = false;
  const content = Readable.from(
    (async function* () {
      // A refused envelope drains the letter into nowhere: it must not count as handed over.
      await nextTurn();
      if (failed) return;
      await handOver();
      handedOver = true;
      yield letter.content;
    })(),
  );
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LETTER_LIMIT_MS)]);
  try {
    await Promise.race([converse(connection, letter, content), faultOf(connection, limit)]);
  } catch (error) {
    failed = true;
    throw notSent(error, handedOver);
  } finally {
    connection.close();
  }
}

async function converse(connection: SMTPConnection, { from, to }: Letter, content: Readable): Promise<void> {
  const step = (start: (done: (error?: Error | null) => void) => void) => new Promise<void>((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
  await step((done) => connection.connect(done));
  const { username, password } = new URL(setting("SMTP_URL"));
  if (username !== "") await step((done) => connection.login({ user: decodeURIComponent(username), pass: decodeURIComponent(password) }, done));
  await step((done) => connection.send({ from, to }, content, done));
}

async function faultOf(connection: SMTPConnection, limit: AbortSignal): Promise<never> {
  const [fault] = await once(connection, "error", { signal: limit });
  throw fault;
}

function notSent(error: unknown, handedOver: boolean): NotSent {
  const { responseCode, message } = error as { responseCode?: number; message?: string };
  const text = message ?? String(error);
  if (responseCode !== undefined) return new NotSent(responseCode >= 500 ? "refused" : "later", text);
  return new NotSent(handedOver ? "unknown" : "later", text);
}

function connectionOptions(): SMTPConnection.Options {
  const { protocol, hostname, port, username } = new URL(setting("SMTP_URL"));
  const secure = protocol === "smtps:";
  const host = hostname.replace(/^\[|\]$/g, "");
  const isOwnMachine = /^(localhost|127\.|::1$)/.test(host);
  return {
    host,
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    // A password goes over an encrypted connection, or not at all.
    requireTLS: !secure && username !== "" && !isOwnMachine,
    connectionTimeout: STEP_LIMIT_MS,
    greetingTimeout: STEP_LIMIT_MS,
    socketTimeout: STEP_LIMIT_MS,
    dnsTimeout: STEP_LIMIT_MS,
    logger: false,
  };
}
