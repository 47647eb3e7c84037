import { demoAccounts } from "../../iam/accounts";
import { startIam } from "../../iam/server";
import { readSettings } from "../../iam/settings";
import { userAccounts } from "./accounts";

// The demo's identity service with an account for each user of the benchmark. Settings: those of the demo's, and USERS.

const iam = await startIam(readSettings(process.env), [...demoAccounts, ...userAccounts(Number(process.env.USERS))]);
process.once("SIGTERM", () => void iam.close().then(() => process.exit(0)));
