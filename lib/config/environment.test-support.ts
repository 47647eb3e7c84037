/** Settings with which units run that read some; `testDatabase` sets its own. */
export const testEnvironment: Readonly<Record<string, string>> = {
  AIRSHOWER_MODE: "test",
  PORTAL_URL: "http://127.0.0.1:39000",
  FILES_URL: "http://127.0.0.1:39001",
  PORTAL_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz-test-only",
  DATABASE_URL: "postgresql://airshower_web@127.0.0.1:9/none",
  OIDC_ISSUER: "http://127.0.0.1:39002",
  OIDC_CLIENT_ID: "airshower",
  OIDC_CLIENT_SECRET: "test-client-secret",
};
