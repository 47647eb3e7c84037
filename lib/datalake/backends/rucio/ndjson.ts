import type { z } from "zod";
import { RucioAnswerCut, RucioAnswerOdd } from "./faults";

/** No line of Rucio's answers is longer: a DID's metadata, or a replica with all its addresses. */
const LONGEST_LINE = 4_000_000;

/**
 * Reads newline-delimited JSON as it comes; each line is checked.
 *
 * @param name what messages call the answer
 * @throws RucioAnswerCut when the answer ends within a line, RucioAnswerOdd for a line that is not as the schema says
 */
export async function* readLines<Schema extends z.ZodType>(pieces: AsyncIterable<Uint8Array>, schema: Schema, name: string): AsyncGenerator<z.output<Schema>> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let line = 0;
  for await (const piece of pieces) {
    rest += decode(decoder, piece, name);
    let from = 0;
    for (let end = rest.indexOf("\n", from); end >= 0; end = rest.indexOf("\n", from)) {
      const text = rest.slice(from, end);
      from = end + 1;
      line++;
      if (text.trim() !== "") yield check(schema, parse(text, () => oddLine(name, line)), name, line);
    }
    rest = rest.slice(from);
    if (rest.length > LONGEST_LINE) throw new RucioAnswerOdd(`a line of ${name} that does not end`);
  }
  rest += decode(decoder, undefined, name);
  // The last line may lack its end; what is no JSON there is a line that was cut.
  if (rest.trim() !== "") yield check(schema, parse(rest, () => new RucioAnswerCut(`${name}, within line ${line + 1}`)), name, line + 1);
}

function decode(decoder: TextDecoder, piece: Uint8Array | undefined, name: string): string {
  try {
    return decoder.decode(piece, { stream: piece !== undefined });
  } catch (cause) {
    throw piece === undefined ? new RucioAnswerCut(`${name}, within a character`, { cause }) : new RucioAnswerOdd(`${name} is no UTF-8`, { cause });
  }
}

function parse(text: string, fault: () => Error): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw fault();
  }
}

function oddLine(name: string, line: number): RucioAnswerOdd {
  return new RucioAnswerOdd(`line ${line} of ${name} is no JSON`);
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown, name: string, line: number): z.output<Schema> {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  const issue = found.error.issues[0];
  throw new RucioAnswerOdd(`line ${line} of ${name}: ${[issue?.path.join("."), issue?.message].filter(Boolean).join(": ")}`, { cause: found.error });
}
