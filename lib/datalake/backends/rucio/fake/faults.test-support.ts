import type { ServerResponse } from "node:http";

/**
 * What the fake does instead of answering well. `follows` holds the words of PROTOCOLS that a fault comes from; faults of
 * the network and of proxies are nobody's protocol.
 */
export const faults = {
  /** The token ended in the middle of the work. */
  "token-refused": { follows: "Bad, expired or foreign token: 401 `CannotAuthenticate`", answer: (response) => refuse(response, 401, "CannotAuthenticate", "Cannot authenticate with given credentials") },
  /** A streaming route that was asked for plain JSON. */
  "not-acceptable": { follows: "`Accept: application/json` on a streaming route: 406", answer: (response) => void response.writeHead(406, { "content-type": "text/html" }).end("<!doctype html><title>406 Not Acceptable</title>") },
  "bare-500": { follows: "Some 500s are bare text", answer: (response) => void response.writeHead(500, { "content-type": "text/plain" }).end("(cx_Oracle.DatabaseError) ORA-00060") },
  "html-500": { follows: null, answer: (response) => void response.writeHead(500, { "content-type": "text/html" }).end("<!DOCTYPE HTML><html><h1>Internal Server Error</h1></html>") },
  "html-200": { follows: null, answer: (response) => void response.writeHead(200, { "content-type": "text/html" }).end("<!DOCTYPE HTML><html><h1>Maintenance</h1></html>\n") },
  "gateway-503": { follows: null, answer: (response) => void response.writeHead(503, { "content-type": "text/html" }).end("<html>503 Service Unavailable</html>") },
  "empty-200": { follows: "200 and EMPTY on `/replicas/list` and searches", answer: (response) => void response.writeHead(200, { "content-type": "application/x-json-stream" }).end() },
  /** Nobody there. */
  drop: { follows: null, answer: (response) => void response.socket?.destroy() },
  /** Takes the request and says nothing. */
  silent: { follows: null, answer: () => undefined },
} as const satisfies Record<string, { readonly follows: string | null; readonly answer: (response: ServerResponse) => void }>;

/**
 * `cut`: the real answer, broken off within its last line; `cut-quietly`: the same, as if it had ended there; `stall`: it
 * stands still there; `slow`: it comes in small pieces; `lose-answer`: done, and the connection lost.
 */
export type Fault = keyof typeof faults | "cut" | "cut-quietly" | "stall" | "slow" | "lose-answer";

/** Rucio's errors. PROTOCOLS: "headers `ExceptionClass` and `ExceptionMessage` (cut at 125 characters) and a JSON body with the same two keys, sent as `application/octet-stream`". */
export function refuse(response: ServerResponse, status: number, exception: string, message: string): void {
  response.writeHead(status, { "content-type": "application/octet-stream", ExceptionClass: exception, ExceptionMessage: message.slice(0, 125) }).end(JSON.stringify({ ExceptionClass: exception, ExceptionMessage: message }));
}
