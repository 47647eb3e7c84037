import os from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

const resolve = { alias: { "@": path.resolve(import.meta.dirname) } };
const exclude = ["node_modules/**", ".next/**", ".demo/**", "e2e/**"];
const limits = { env: { LOG_LEVEL: "silent" }, testTimeout: 90_000, hookTimeout: 120_000 };

// Two projects: plain units, and tests against a real PostgreSQL, which alone pay for starting one.
export default defineConfig({
  test: {
    // Left to itself Vitest keeps a core free, which on a machine of two is half of it. Tests wait for the database and for
    // processes of theirs half of the time: one more than there are cores takes two thirds of the time.
    maxWorkers: Math.min(4, os.availableParallelism() + 1),
    projects: [
      { resolve, test: { name: "unit", include: ["**/*.test.{ts,tsx}"], exclude: [...exclude, "**/*.db.test.ts"], ...limits } },
      { resolve, test: { name: "database", include: ["**/*.db.test.ts"], exclude, globalSetup: "scripts/test/database-cluster.ts", ...limits } },
    ],
  },
});
