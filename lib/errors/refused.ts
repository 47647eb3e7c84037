import type { AppError } from "./app-error";

const INSUFFICIENT_PRIVILEGE = "42501";
const UNIQUE_VIOLATION = "23505";
const FOREIGN_KEY_VIOLATION = "23503";
const LOCK_NOT_AVAILABLE = "55P03";

const codeOf = (error: unknown) => (error as { code?: unknown } | null)?.code;

/** Runs a write that the database's policies may refuse, and says of a refusal what it means here. */
export async function orRefused<Result>(write: Promise<Result>, meaning: () => AppError): Promise<Result> {
  return write.catch((error: unknown) => {
    throw codeOf(error) === INSUFFICIENT_PRIVILEGE ? meaning() : error;
  });
}

/** The same for a name that is taken. */
export async function orTaken<Result>(write: Promise<Result>, meaning: () => AppError): Promise<Result> {
  return write.catch((error: unknown) => {
    throw codeOf(error) === UNIQUE_VIOLATION ? meaning() : error;
  });
}

export function isReferenced(error: unknown): boolean {
  return codeOf(error) === FOREIGN_KEY_VIOLATION;
}

/** Somebody else holds what was to be held, for longer than was waited. */
export function isHeldByOthers(error: unknown): boolean {
  return codeOf(error) === LOCK_NOT_AVAILABLE;
}
