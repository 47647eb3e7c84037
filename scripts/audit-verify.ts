import fs from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { verifyAudit } from "@/lib/audit/verify";
import { ConfigurationError } from "@/lib/config/environment";
import { closePools } from "@/lib/db/pool";
import { Complaint, configureAudit } from "./audit/configure";

// `npm run audit:verify`: walks all chains of the audit and names the first broken row of each; ends with 1 if there is one.
// `--save-heads FILE` keeps where the chains end, outside the database; `--against FILE` finds that they have not gone back.

const keptSchema = z.array(z.object({ chain: z.string(), seq: z.number().int(), hash: z.string() }));

try {
  const { values } = parseArgs({ options: { "data-dir": { type: "string", default: ".demo" }, "save-heads": { type: "string" }, against: { type: "string" } } });
  configureAudit("audit", values["data-dir"]);
  const found = await verifyAudit(values.against === undefined ? [] : keptHeads(values.against));
  for (const { chain, seq, what } of found.faults) console.log(`BROKEN ${chain}${seq === null ? "" : `, row ${seq}`}: ${what}`);
  console.log(`${found.chains} chains, ${found.entries} entries, ${found.waiting} waiting to be sealed: ${found.faults.length === 0 ? "whole" : `${found.faults.length} broken`}`);
  if (found.faults.length > 0) process.exitCode = 1;
  else if (values["save-heads"] !== undefined) fs.writeFileSync(values["save-heads"], `${JSON.stringify(found.heads, null, 1)}\n`);
} catch (error) {
  console.error(error instanceof Complaint || error instanceof ConfigurationError ? error.message : `The audit could not be verified: ${(error as Error).message}`);
  process.exitCode = 2;
} finally {
  await closePools();
}

function keptHeads(file: string) {
  try {
    return keptSchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  } catch (error) {
    throw new Complaint(`${file} holds no heads as --save-heads writes them: ${(error as Error).message}`);
  }
}
