import { PrismaPg } from "@prisma/adapter-pg";
import { setting } from "@/lib/config/environment";
import { PrismaClient } from "./generated/client";

type Role = "web" | "system";
const clients = globalThis as typeof globalThis & { airshowerPrisma?: Partial<Record<Role, PrismaClient>> };

/** Prisma as the role that serves requests. Only lib/embargo and the identity part of lib/auth may use it. */
export function prisma(): PrismaClient {
  return client("web");
}

/** Prisma as the role of loaders and housekeeping; reached through `withSystem` only. */
export function systemPrisma(): PrismaClient {
  return client("system");
}

/** Next reloads modules while developing; the clients, with their connections, stay. */
function client(role: Role): PrismaClient {
  clients.airshowerPrisma ??= {};
  clients.airshowerPrisma[role] ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: setting(role === "web" ? "DATABASE_URL" : "SYSTEM_DATABASE_URL"), max: 10, connectionTimeoutMillis: 5000 }),
    transactionOptions: { maxWait: 5000, timeout: 30_000 },
  });
  return clients.airshowerPrisma[role];
}

export async function closePrisma(): Promise<void> {
  await Promise.all(Object.values(clients.airshowerPrisma ?? {}).map((each) => each.$disconnect()));
  clients.airshowerPrisma = undefined;
}
