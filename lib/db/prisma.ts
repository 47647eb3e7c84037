import { PrismaPg } from "@prisma/adapter-pg";
import { setting } from "@/lib/config/environment";
import { PrismaClient } from "./generated/client";

const kept = globalThis as typeof globalThis & { airshowerPrisma?: PrismaClient };

/**
 * Prisma as the role that serves requests: for logins, which next-auth's adapter keeps by it. Its first query loads a
 * compiler of some 80 MB, so that what runs beside the portal does without it (.dependency-cruiser.cjs). Next reloads
 * modules while developing; the client, with its connections, stays.
 */
export function prisma(): PrismaClient {
  kept.airshowerPrisma ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: setting("DATABASE_URL"), max: 10, connectionTimeoutMillis: 5000 }),
    transactionOptions: { maxWait: 5000, timeout: 30_000 },
  });
  return kept.airshowerPrisma;
}

export async function closePrisma(): Promise<void> {
  await kept.airshowerPrisma?.$disconnect();
  kept.airshowerPrisma = undefined;
}
