import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { demoAccounts } from "./iam/accounts";
import { cliClientId, cliRedirectUri } from "./iam/clients";
import { SignInFailed, signInOverHttp } from "./iam/sign-in";

// `npm run -s token -- --user pi-crab [--data-dir DIR] [--opaque]`: prints an access token of the running demo, alone.
// The token is a JWT for the portal with the groups inside, good for minutes; with --opaque it is a plain one, good for
// an hour, whose groups the portal asks the IAM for.

class Complaint extends Error {}

const demoSchema = z.object({
  issuer: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }),
  portalUrl: z.string(),
});

async function main(): Promise<string> {
  const { values } = parseArguments();
  if (values.user === undefined) throw new Complaint(`Whose token? Example: npm run -s token -- --user pi-crab. ${accountsLine()}`);
  if (!demoAccounts.some((account) => account.username === values.user)) {
    throw new Complaint(`The demo has no account “${values.user}”. ${accountsLine()}`);
  }
  const demo = readDemo(values["data-dir"] ?? path.resolve(import.meta.dirname, "../.demo"));
  const tokens = await signInOverHttp({
    issuer: demo.issuer,
    clientId: cliClientId,
    redirectUri: cliRedirectUri(demo.issuer),
    scope: "openid profile email",
    ...(!values.opaque && { resource: demo.portalUrl }),
    username: values.user,
    password: values.user,
  });
  return tokens.access_token;
}

function parseArguments() {
  try {
    return parseArgs({ options: { user: { type: "string" }, "data-dir": { type: "string" }, opaque: { type: "boolean" } } });
  } catch (error) {
    throw new Complaint(`${(error as Error).message}. Usage: npm run -s token -- --user NAME [--data-dir DIR] [--opaque]`);
  }
}

function readDemo(dataDir: string): z.infer<typeof demoSchema> {
  const file = path.join(dataDir, "demo.json");
  if (!existsSync(file)) {
    throw new Complaint(`No demo runs with the data folder ${dataDir}: start one with npm run demo, or name its folder with --data-dir.`);
  }
  try {
    return demoSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Complaint(`${file} does not describe a running demo: start the demo again with npm run demo.`);
  }
}

function accountsLine(): string {
  return `Accounts: ${demoAccounts.map((account) => account.username).join(", ")}.`;
}

try {
  console.log(await main());
} catch (error) {
  if (error instanceof Complaint || error instanceof SignInFailed) console.error(error.message);
  else if (error instanceof TypeError || (error as Error).name === "TimeoutError") {
    console.error("The demo's identity service does not answer: is the demo still running? Start it with npm run demo.");
  } else console.error(error);
  process.exitCode = 1;
}
