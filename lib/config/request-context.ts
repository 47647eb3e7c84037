import { AsyncLocalStorage } from "node:async_hooks";

/** What is known of the request that is being answered, for what is written of it. */
interface RequestContext {
  readonly requestId: string;
  apiTokenId: string | null;
}

// Next gives each route a copy of this module; the request goes through one store all the same.
const shared = globalThis as typeof globalThis & { airshowerRequest?: AsyncLocalStorage<RequestContext> };
shared.airshowerRequest ??= new AsyncLocalStorage();

/** Runs the work of one request, so that whatever it writes can be traced to it. */
export function withRequestId<Result>(requestId: string, work: () => Result): Result {
  return shared.airshowerRequest!.run({ requestId, apiTokenId: null }, work);
}

/** The id of the request that is being answered; null outside of requests. */
export function currentRequestId(): string | null {
  return shared.airshowerRequest!.getStore()?.requestId ?? null;
}

/** From now on this request acts by an API token, which the audit names by this id. */
export function actByApiToken(id: string): void {
  const context = shared.airshowerRequest!.getStore();
  if (context) context.apiTokenId = id;
}

/** The API token by which the request acts; null without one. */
export function currentApiTokenId(): string | null {
  return shared.airshowerRequest!.getStore()?.apiTokenId ?? null;
}
