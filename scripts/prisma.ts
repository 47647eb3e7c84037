import { runPrisma } from "./prisma/run";

// `node --import tsx scripts/prisma.ts migrate status`: Prisma's command line, without its downloads.
runPrisma(process.argv.slice(2)).then(
  (output) => process.stdout.write(output),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
