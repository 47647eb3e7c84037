import { z } from "zod";
import { quantile } from "../statistics";

const timesSchema = z.object({ requests: z.number().int(), errors: z.number().int(), p50Ms: z.number(), p95Ms: z.number(), maxMs: z.number() });
/** How long the answers of one kind of request took, errors among them. */
export type Times = z.infer<typeof timesSchema>;

export const tallySchema = z.object({
  kinds: z.record(z.string(), timesSchema),
  all: timesSchema.nullable(),
  /** Each distinct error, with its first example. */
  faults: z.array(z.object({ what: z.string(), count: z.number().int(), example: z.string() })),
});

/** Counts answers by the kind of their request. */
export class Tally {
  readonly #ms = new Map<string, number[]>();
  readonly #errors = new Map<string, number>();
  readonly #faults = new Map<string, { count: number; readonly example: string }>();
  requests = 0;
  errors = 0;

  answered(kind: string, ms: number): void {
    this.requests += 1;
    const samples = this.#ms.get(kind);
    if (samples) samples.push(ms);
    else this.#ms.set(kind, [ms]);
  }

  /** An answer that was an error. */
  failed(kind: string, ms: number, what: string, example: string): void {
    this.answered(kind, ms);
    this.faulted(kind, what, example);
  }

  /** An error that is no answer's own. @param what the same for the same fault, whatever it befell */
  faulted(kind: string, what: string, example: string): void {
    this.errors += 1;
    this.#errors.set(kind, (this.#errors.get(kind) ?? 0) + 1);
    const fault = this.#faults.get(`${kind}: ${what}`);
    if (fault) fault.count += 1;
    else this.#faults.set(`${kind}: ${what}`, { count: 1, example });
  }

  summary(): z.infer<typeof tallySchema> {
    const kinds = Object.fromEntries([...this.#ms].map(([kind, ms]) => [kind, timesOf(ms, this.#errors.get(kind) ?? 0)]));
    const all = [...this.#ms.values()].flat();
    return { kinds, all: all.length === 0 ? null : timesOf(all, this.errors), faults: [...this.#faults].map(([what, fault]) => ({ what, ...fault })).sort((a, b) => b.count - a.count) };
  }
}

function timesOf(ms: readonly number[], errors: number): Times {
  return { requests: ms.length, errors, p50Ms: quantile(ms, 0.5), p95Ms: quantile(ms, 0.95), maxMs: quantile(ms, 1) };
}
