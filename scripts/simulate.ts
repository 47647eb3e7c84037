import { AppError } from "@/lib/errors/app-error";
import { readArguments, usage } from "@/scripts/simulate/command-line";
import { projectPlans } from "@/scripts/simulate/project-plans";
import { simulate } from "@/scripts/simulate/simulate";

/** `npm run simulate`: makes the demonstration data. */
function main(): void {
  const asked = readArguments(process.argv.slice(2), projectPlans().map(({ code }) => code));
  if (asked === null) return void process.stdout.write(usage);
  simulate({
    ...asked,
    onStore: ({ code, observations, events, bytes, durationMs }) => {
      const megabytes = (bytes / 1e6).toFixed(1);
      console.log(`${code}: ${observations} observations, ${events} events, ${megabytes} MB in ${(durationMs / 1000).toFixed(1)} s`);
    },
  });
  console.log(`written to ${asked.out}; load a store with: npm run load -- ${asked.out}/STORE --collection STORE --projects ${asked.out}/projects.json`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
