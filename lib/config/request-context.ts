import { AsyncLocalStorage } from "node:async_hooks";

// Next gives each route a copy of this module; the request goes through one store all the same.
const shared = globalThis as typeof globalThis & { airshowerRequest?: AsyncLocalStorage<string> };
shared.airshowerRequest ??= new AsyncLocalStorage();

/** Runs the work of one request, so that whatever it writes can be traced to it. */
export function withRequestId<Result>(requestId: string, work: () => Result): Result {
  return shared.airshowerRequest!.run(requestId, work);
}

/** The id of the request that is being answered; null outside of requests. */
export function currentRequestId(): string | null {
  return shared.airshowerRequest!.getStore() ?? null;
}
