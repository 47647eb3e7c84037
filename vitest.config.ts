import os from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

const resolve = { alias: { "@": path.resolve(import.meta.dirname) } };
const exclude = ["node_modules/**", ".next/**", ".demo/**", "e2e/**"];
const limits = { env: { LOG_LEVEL: "silent" }, testTimeout: 90_000, hookTimeout: 120_000 };

// Two projects: plain units, and tests against a real PostgreSQL, which alone pay for starting one.
export default defineConfig({
  test: {
    // Left to itself Vitest keeps a core free, which on a machine of two is half of it.
    maxWorkers: Math.min(4, os.availableParallelism()),
    projects: [
      { resolve, test: { name: "unit", include: ["**/*.test.{ts,tsx}"], exclude: [...exclude, "**/*.db.test.ts"], ...limits } },
      { resolve, test: { name: "database", include: ["**/*.db.test.ts"], exclude, globalSetup: "scripts/test/database-cluster.ts", ...limits } },
    ],
  },
});
