import type { z } from "zod";
import { RucioAnswerCut, RucioAnswerOdd, RucioBroken, type RucioFault, RucioRefused, RucioSaysNo, RucioUnreachable } from "./faults";
import type { Limits } from "./limits";
import { readLines } from "./ndjson";
import { Patience } from "./patience";
import { complaintOf } from "./complaint";
import { retrying } from "./retrying";
import type { TokenKeeper } from "./tokens";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below Rucio's address, encoded. */
  readonly path: string;
  readonly body?: unknown;
  /** What messages call it: `the list of replicas`. */
  readonly name: string;
  /** Whether it may be sent twice. */
  readonly repeatable: boolean;
}

const STREAM = "application/x-json-stream";
/** Rucio answers 406 on a streaming route without STREAM; the others want JSON. Source: PROTOCOLS, Rucio REST, Errors. */
const JSON_TYPE = "application/json";
/** No single document of Rucio's is larger. */
const DOCUMENT_LIMIT_BYTES = 16_000_000;

/** Rucio's REST server, asked as one account: tokens, time limits, retries and faults, without knowing any of its routes' meaning. */
export class RucioHttp {
  constructor(
    private readonly url: string,
    private readonly tokens: TokenKeeper,
    readonly limits: Limits,
  ) {}

  /** An answer that is one JSON document. */
  document<Schema extends z.ZodType>(call: Call, schema: Schema, signal: AbortSignal | undefined): Promise<z.output<Schema>> {
    return this.#perhapsAgain(call, signal, async () => {
      const text = await this.#text(call, JSON_TYPE, signal);
      const value = parsed(text);
      if (value === undefined && /^\s*[[{]/.test(text)) throw new RucioAnswerCut(call.name);
      const found = schema.safeParse(value);
      if (!found.success) throw new RucioAnswerOdd(text.trim() === "" ? `${call.name} is empty` : `${call.name}: ${found.error.issues[0]?.message}`, { cause: found.error });
      return found.data;
    });
  }

  /** A call whose success says all: nothing, or as Rucio says of what it made, 'Created'. */
  done(call: Call, signal: AbortSignal | undefined): Promise<void> {
    return this.#perhapsAgain(call, signal, async () => {
      const text = await this.#text(call, JSON_TYPE, signal);
      // What has something to say is not Rucio: a proxy's page of maintenance must not pass for a deed.
      if (!/^\s*("?Created"?)?\s*$/.test(text)) throw new RucioAnswerOdd(`${call.name} is answered by something else`);
    });
  }

  /** An answer of many lines, read as it comes. It is not asked for again: what was read already can not be taken back. */
  async *lines<Schema extends z.ZodType>(call: Call, schema: Schema, signal: AbortSignal | undefined): AsyncGenerator<z.output<Schema>> {
    const { response, patience } = await this.#begin(call, STREAM, signal);
    try {
      yield* readLines(piecesOf(response, patience), schema, call.name);
    } finally {
      patience.end();
    }
  }

  /** The same, all of it or nothing, asked for again when it breaks off. */
  allLines<Schema extends z.ZodType>(call: Call, schema: Schema, signal: AbortSignal | undefined): Promise<z.output<Schema>[]> {
    return this.#perhapsAgain(call, signal, async () => {
      const all: z.output<Schema>[] = [];
      for await (const line of this.lines(call, schema, signal)) all.push(line);
      return all;
    });
  }

  #perhapsAgain<Result>(call: Call, signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
    return call.repeatable ? retrying(this.limits, signal, work) : work();
  }

  async #text(call: Call, accept: string, signal: AbortSignal | undefined): Promise<string> {
    const { response, patience } = await this.#begin(call, accept, signal);
    try {
      const pieces: Uint8Array[] = [];
      let bytes = 0;
      for await (const piece of piecesOf(response, patience)) {
        bytes += piece.length;
        if (bytes > DOCUMENT_LIMIT_BYTES) throw new RucioAnswerOdd(`${call.name} does not end`);
        pieces.push(piece);
      }
      return Buffer.concat(pieces).toString("utf8");
    } finally {
      patience.end();
    }
  }

  /** An answer that begins well. A token that was refused is renewed once: Rucio did nothing with that request. */
  async #begin(call: Call, accept: string, signal: AbortSignal | undefined): Promise<{ response: Response; patience: Patience }> {
    const token = await this.tokens.current();
    const first = await this.#send(call, accept, token, signal);
    if (!(first instanceof RucioRefused)) return orThrow(first);
    return orThrow(await this.#send(call, accept, await this.tokens.insteadOf(token), signal));
  }

  async #send(call: Call, accept: string, token: string, signal: AbortSignal | undefined): Promise<{ response: Response; patience: Patience } | RucioFault> {
    const patience = new Patience(this.limits, signal);
    const response = await patience.waitFor(
      fetch(`${this.url}${call.path}`, {
        method: call.method,
        headers: { "x-rucio-auth-token": token, accept, ...(call.body !== undefined && { "content-type": JSON_TYPE }) },
        body: call.body === undefined ? undefined : JSON.stringify(call.body),
        // A redirect would take the token elsewhere.
        redirect: "manual",
        cache: "no-store",
        signal: patience.signal,
      }),
    );
    if (response.ok) return { response, patience };
    const complaint = await complaintOf(response, patience);
    patience.end();
    const { status } = response;
    const cause = `${status} ${complaint.exception ?? ""} ${complaint.said}`;
    // A rule of somebody else's is a 401 too, AccessDenied, and no fault of the token.
    if (status === 401 && (complaint.exception === null || complaint.exception === "CannotAuthenticate")) return new RucioRefused("its token is not taken", { cause });
    if (status === 429 || (status >= 502 && status <= 504)) return new RucioUnreachable(`status ${status}`, { cause });
    if (status >= 500) return new RucioBroken(call.name, { cause });
    if (complaint.exception === null) return new RucioAnswerOdd(`${call.name}: status ${status}`, { cause });
    return new RucioSaysNo(status, complaint.exception, complaint.said, call.name);
  }
}

function orThrow<Begun extends object>(begun: Begun | RucioFault): Begun {
  if (begun instanceof Error) throw begun;
  return begun as Begun;
}

async function* piecesOf({ body }: Response, patience: Patience): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await patience.waitFor(reader.read());
    if (done) return;
    yield value;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
