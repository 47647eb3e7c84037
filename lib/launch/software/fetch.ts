import { SourceFault } from "./source-fault";

/** One answer may take so long, from the question to its last byte. */
const ANSWER_LIMIT_MS = 15_000;
const MOST_REDIRECTS = 3;

export interface FetchLimits {
  readonly bytes: number;
  /** Addresses elsewhere are not asked: a list must not send the portal to machines that only it can reach. */
  readonly origin: string;
  readonly signal: AbortSignal;
}

/**
 * One JSON document of a source.
 *
 * @throws SourceFault; `gone` is true for what the source says is not there
 */
export async function fetchJson(address: string, { bytes, origin, signal }: FetchLimits): Promise<unknown> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
  let url = new URL(address);
  for (let hops = 0; ; hops++) {
    if (url.origin !== origin) throw new SourceFault(`it points at ${url.origin}, and only ${origin} is asked`);
    if (hops > MOST_REDIRECTS) throw new SourceFault(`${url.pathname} redirects without end`);
    const response = await ask(url, limit, signal);
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location !== null && URL.canParse(location, url)) {
      await response.body?.cancel();
      url = new URL(location, url);
      continue;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw new SourceFault(`${url.pathname} answered ${response.status}`, { gone: response.status === 404 || response.status === 410 });
    }
    return parsed(await textWithin(response, bytes, url, signal), url);
  }
}

async function ask(url: URL, limit: AbortSignal, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { headers: { accept: "application/json", "user-agent": "airshower" }, redirect: "manual", cache: "no-store", signal: limit });
  } catch (error) {
    throw trouble(error, url, signal);
  }
}

async function textWithin(response: Response, bytes: number, url: URL, signal: AbortSignal): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of response.body ?? []) {
      size += part.length;
      if (size > bytes) throw new SourceFault(`${url.pathname} is larger than ${bytes / 1e6} MB`, { gone: true });
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof SourceFault ? error : trouble(error, url, signal);
  }
  return Buffer.concat(parts).toString("utf8");
}

function parsed(text: string, url: URL): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new SourceFault(`${url.pathname} is no JSON`, { gone: true });
  }
}

/** The caller's own end is no fault of the source's. */
function trouble(error: unknown, url: URL, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const { name, cause } = error as Error & { cause?: { code?: string } };
  return new SourceFault(name === "TimeoutError" ? `${url.pathname} did not answer within ${ANSWER_LIMIT_MS / 1000} s` : `${url.host} can not be reached (${cause?.code ?? name})`, { cause: error });
}
