/** How long one answer may take. */
const LIMIT_MS = 20_000;

/** A request of a probe, and what came of it. */
export interface Asked {
  readonly method: string;
  /** The whole address. */
  readonly url: string;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly text: string;
}

/** Asks without following redirects. Rejects when nobody answers in time. */
export async function ask({ method, url, body }: Asked, token: string | null): Promise<Answer> {
  const headers = { ...(token !== null && { authorization: `Bearer ${token}` }), ...(body !== undefined && { "content-type": "application/json" }) };
  const response = await fetch(url, { method, headers, redirect: "manual", signal: AbortSignal.timeout(LIMIT_MS), ...(body !== undefined && { body: JSON.stringify(body) }) });
  const { date: _date, "x-request-id": _id, ...rest } = Object.fromEntries(response.headers);
  return { status: response.status, headers: JSON.stringify(rest), text: await response.text() };
}

/** An answer without what differs between any two, and with the names that were asked for taken out. */
export function comparable({ status, headers, text }: Answer, names: readonly string[]): string {
  const plain = (part: string) => {
    const withoutNames = names.reduce((rest, name) => rest.replaceAll(encodeURIComponent(name), "NAME").replaceAll(name, "NAME"), part);
    return withoutNames
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID")
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g, "TIME")
      .replace(/permit=[^"&\s]+/g, "permit=SIGNED")
      .replace(/"(revision|basketRevision)":\d+/g, '"$1":N')
      .replace(/"etag":"[^,}]*"/, '"etag":""');
  };
  return `${status} ${plain(headers)} ${plain(text)}`;
}
