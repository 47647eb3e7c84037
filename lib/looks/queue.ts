import { createHash } from "node:crypto";
import type { PgBoss, Queue } from "pg-boss";

/** The queue of looks that are to be made. A look that is made or waits already is not ordered twice (`exclusive`). */
export const LOOK_QUEUE = "look-make";
/** On which the worker calls out the key of each look that it made. */
export const LOOK_CHANNEL = "look_made";

/** Whoever works out something else from the same file raises it: what was kept before is then made anew. */
const LOOKS_VERSION = 1;

/** What was asked of a look; numbers and names of HDUs, nothing of who asks. */
export type Asked = Readonly<Record<string, string | number | null>>;

/** A look at one release: what the job carries, and by which the preview is kept. */
export interface LookOrder {
  /** Key of the release. */
  readonly releaseId: string;
  readonly look: string;
  /** Canonical JSON of what was asked. */
  readonly asked: string;
}

/** As it is kept: the same question is the same text. */
export function askedText(asked: Asked): string {
  const sorted = Object.entries({ ...asked, version: LOOKS_VERSION }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted));
}

export function lookOrder(releaseId: string, look: string, asked: Asked): LookOrder {
  return { releaseId, look, asked: askedText(asked) };
}

export function lookKey({ releaseId, look, asked }: LookOrder): string {
  return createHash("sha256").update(JSON.stringify([releaseId, look, asked])).digest("hex").slice(0, 40);
}

const settings: Omit<Queue, "name" | "policy"> = { notify: true, heartbeatSeconds: 10, retryLimit: 2, retryDelay: 1, expireInSeconds: 300, retentionSeconds: 3600, deleteAfterSeconds: 600 };

/** Makes the queue, or brings it to these settings. Belongs to migrating. */
export async function makeLookQueue(boss: PgBoss): Promise<void> {
  await boss.createQueue(LOOK_QUEUE, { policy: "exclusive", ...settings });
  await boss.updateQueue(LOOK_QUEUE, settings);
}
