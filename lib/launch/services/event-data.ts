/** The other end said nothing for so long that the connection counts as dead. */
export class Silence extends Error {
  constructor(limitMs: number) {
    super(`nothing for ${limitMs / 1000} s`);
    this.name = "Silence";
  }
}

/**
 * The `data` of server-sent events as they come; lines that are none (comments, heartbeats) show only that somebody is
 * there. Ends when the stream does.
 *
 * @throws Silence when not even a heartbeat comes; what breaks the connection
 */
export async function* eventData(response: Response, silentLimitMs: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks(response, silentLimitMs)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data:")) yield line.slice(5).trimStart();
  }
}

/** Text as JSON; undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function* chunks(response: Response, silentLimitMs: number): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read(), silentLimitMs);
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function withinSilence<Result>(reading: Promise<Result>, limitMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Silence(limitMs)), limitMs);
  });
  try {
    return await Promise.race([reading, silence]);
  } finally {
    clearTimeout(timer);
  }
}
