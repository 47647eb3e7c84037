import { z } from "zod";
import type { Patience } from "./patience";

/** What an answer that is no success says of itself. */
export interface Complaint {
  /** Rucio's name of the exception; null for a page of a proxy's, or bare text. */
  readonly exception: string | null;
  readonly said: string;
}

const complaintSchema = z.object({ ExceptionClass: z.string().min(1), ExceptionMessage: z.string().catch("") });
const LONGEST = 64_000;

/** Reads it from the body, else from the headers. Source: PROTOCOLS, Rucio REST, Errors. */
export async function complaintOf(response: Response, patience: Patience): Promise<Complaint> {
  const text = await patience.waitFor(response.text()).catch(() => "");
  const found = complaintSchema.safeParse(parsed(text.slice(0, LONGEST)));
  if (found.success) return { exception: found.data.ExceptionClass, said: found.data.ExceptionMessage };
  const exception = response.headers.get("exceptionclass");
  return { exception, said: (exception === null ? text : (response.headers.get("exceptionmessage") ?? "")).slice(0, 500) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
