import { pool } from "@/lib/db/pool";

/** What somebody tried and was refused. `sub`: null for nobody known. */
export interface WrittenAttempt {
  readonly sub: string | null;
  readonly action: string;
  readonly about: object;
  readonly subject: object;
  readonly requestId: string | null;
  /** The API token by which it was tried. */
  readonly apiTokenId: string | null;
}

/** Writes refused attempts into the audit, in a transaction of their own; see embargo.audit_attempts. */
export async function writeAttempts(attempts: readonly WrittenAttempt[]): Promise<void> {
  await pool("web").query({ name: "audit-attempts", text: "SELECT embargo.audit_attempts($1)", values: [JSON.stringify(attempts)] });
}
