/** An answer, whole. */
export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** @throws Error with status and text where it is no success. */
  json(): unknown;
}

/** One request as somebody, within a time limit; redirections are answers too. */
export async function get(url: string, token: string | null): Promise<Told> {
  const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(20_000), headers: token === null ? {} : { authorization: `Bearer ${token}` } });
  const text = await response.text();
  const json = () => {
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    return JSON.parse(text) as unknown;
  };
  return { status: response.status, headers: response.headers, text, json };
}
