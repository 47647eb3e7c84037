import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Migrations run as the owner of the tables; the portal itself never connects with this role.
  datasource: { url: process.env.MIGRATE_DATABASE_URL ?? "postgresql://airshower_owner@127.0.0.1:5432/airshower" },
});
