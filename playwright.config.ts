import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { rucioLogin } from "./e2e/support/lake";
import { writeServicesFile } from "./e2e/support/services-file";
import { chromiumArguments, chromiumPath } from "./scripts/browser";

const port = Number(process.env.E2E_PORT ?? 3900);
// A folder of its own per run, so that the journeys begin as a new user does; E2E_DATA_DIR keeps one between runs.
process.env.E2E_DATA_DIR ??= fs.mkdtempSync(path.join(os.tmpdir(), "airshower-e2e-"));
const dataDir = process.env.E2E_DATA_DIR;
// The demo's ports are the portal's and the ones after it.
const [hubPort, binderPort, rucioPort] = [port + 4, port + 9, port + 10];
const servicesFile = `${dataDir}-services.json`;
writeServicesFile(servicesFile, hubPort, binderPort, `${dataDir}-mounted`);
process.env.E2E_RUCIO_URL = `http://127.0.0.1:${rucioPort}`;

export default defineConfig({
  testDir: "e2e",
  // Pictures of every page are no test: `npm run shots` makes them.
  testIgnore: process.env.SHOTS_DIR ? [] : ["shots/**"],
  outputDir: "test-results/playwright",
  globalSetup: "./e2e/support/load-stores.ts",
  globalTeardown: "./e2e/support/remove-data.ts",
  // The demo is one platform with one database, and the machine is small: one journey at a time.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    // A trace of everything, kept where a journey fails, takes a sixth of the processors' time: for who looks for a cause.
    trace: process.env.E2E_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: chromiumPath,
      args: [...chromiumArguments],
    },
  },
  webServer: [
    {
      command: `node --import tsx e2e/support/binder.ts ${binderPort}`,
      url: `http://127.0.0.1:${binderPort}/health`,
      reuseExistingServer: false,
      gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    },
    {
      // And the port after it, by which a journey lets files arrive.
      command: `node --import tsx e2e/support/rucio.ts ${rucioPort} ${dataDir}-mounted`,
      url: `http://127.0.0.1:${rucioPort + 1}/health`,
      reuseExistingServer: false,
      gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    },
    {
      command: `node scripts/demo.mjs --port ${port} --data-dir ${dataDir}`,
      env: { NOTEBOOK_SERVICES_FILE: servicesFile, RUCIO_URL: process.env.E2E_RUCIO_URL, ...rucioLogin },
      // Written last: when this address answers, every part does.
      url: `http://127.0.0.1:${port}/readyz`,
      timeout: 600_000,
      reuseExistingServer: false,
      stdout: "pipe",
      gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    },
  ],
});
