import type { z } from "zod";
import { ApiProblem, problemOf } from "@/components/api/problem";

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The text of a CSV file, sent in place of a JSON body. */
  readonly csv?: string;
  /** The revision's `ETag` that a write must still find. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/**
 * Asks the portal's API and checks the answer with the schema of the contract.
 *
 * The schema comes as a function that imports it: a page whose first view came with its HTML needs no zod until it
 * asks for more, which keeps 35 kB off the first load.
 *
 * @param path below `/api/v1`, with its query string
 * @throws ApiProblem whatever goes wrong, except an abort
 */
export async function askApi<T>(path: string, loadSchema: () => Promise<z.ZodType<T>>, request: ApiRequest = {}): Promise<T> {
  const [response, schema] = await Promise.all([send(path, request), loadSchema()]);
  const requestId = response.headers.get("x-request-id");
  const body: unknown = await response.json().catch(() => undefined);
  const answer = schema.safeParse(body);
  if (!answer.success) {
    const where = answer.error.issues[0]?.path.join(".") || "the whole answer";
    throw new ApiProblem("unexpected-answer", response.status, "The portal's answer could not be read", `Unexpected content at ${where}.`, requestId);
  }
  return answer.data;
}

/**
 * The same for a request that is answered with nothing.
 *
 * @throws ApiProblem
 */
export async function tellApi(path: string, request: ApiRequest): Promise<void> {
  await send(path, request);
}

/** Asks for an answer that is plain text. @throws ApiProblem whatever goes wrong, except an abort */
export async function askText(path: string, request: Pick<ApiRequest, "signal"> = {}): Promise<string> {
  return (await send(path, request)).text();
}

async function send(path: string, { method = "GET", body, csv, ifMatch, signal }: ApiRequest): Promise<Response> {
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (csv !== undefined) headers.set("content-type", "text/csv");
  if (ifMatch !== undefined) headers.set("if-match", ifMatch);
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { method, headers, signal, body: csv ?? (body === undefined ? undefined : JSON.stringify(body)) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem("unreachable", 0, "The portal did not answer", "The request never arrived, or its answer got lost.", null);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}
