import { startIam } from "./server";
import { IamRefusal, readSettings } from "./settings";

// The demo IAM as a process: settings from the environment (settings.ts), ends on SIGTERM and SIGINT.
try {
  const settings = readSettings(process.env);
  const iam = await startIam(settings);
  console.log(`demo IAM at ${iam.issuer}`);
  const stop = () => void iam.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof IamRefusal) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return `Port ${process.env.IAM_PORT} is in use: end what uses it, or choose another with IAM_PORT.`;
  if (code === "ENOSPC") return `The disk that holds ${process.env.IAM_STATE_DIR} is full: make room and start again.`;
  if (code === "EACCES" || code === "EROFS") return `${process.env.IAM_STATE_DIR} can not be written: change its rights, or choose another with IAM_STATE_DIR.`;
  return `The demo IAM could not start: ${message}`;
}
