import { notFound } from "next/navigation";
import { AppError } from "@/lib/errors/app-error";

/** The thing, or the one not-found page: hidden and absent look the same. */
export async function orNotFound<T>(answer: Promise<T | null>): Promise<T> {
  const found = await answer.catch((error: unknown) => {
    if (error instanceof AppError && error.status === 404) return null;
    throw error;
  });
  return found ?? notFound();
}
