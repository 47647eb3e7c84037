import { log } from "@/lib/config/log";
import { EMBARGO_CHANNEL, heardAll, listen } from "@/lib/embargo/listen";
import { withSystemSql } from "@/lib/embargo/transaction";
import { findClosedLaunches } from "./find";
import { recordClosed } from "./record";
import { stopClosed } from "./stop";

/** Rights that end by their time call nothing out: all living launches are looked at so often, and more seldom where looking takes long. */
const LOOK_AGAIN_MS = 2000;
const REST_FACTOR = 4;

/** One look at all living launches: what holds closed data is recorded, told, and stopped where that is asked for. */
export async function lookAtLaunches(): Promise<void> {
  const closed = await findClosedLaunches();
  await withSystemSql("launches that hold closed data", (sql) => recordClosed(sql, closed));
  await stopClosed();
}

/** Looks at the living launches whenever a right may have changed. Several workers may do it at once. */
export class RevocationWatch {
  #stopListening: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #isOver = false;

  start(): void {
    this.#stopListening = listen(EMBARGO_CHANNEL, () => this.#look());
    this.#look();
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#stopListening?.();
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /** What changes while it looks is looked at afterwards, once. */
  #look(): void {
    this.#lookAgain = this.#looking !== undefined;
    if (this.#lookAgain || this.#isOver) return;
    clearTimeout(this.#timer);
    const beganMs = performance.now();
    this.#looking = lookAtLaunches()
      .catch((error: unknown) => log.error({ err: error }, "launches could not be compared with rights; it is tried again"))
      .finally(() => {
        this.#looking = undefined;
        if (this.#isOver) return;
        if (this.#lookAgain) return this.#look();
        const tookMs = performance.now() - beganMs;
        this.#timer = setTimeout(() => {
          // A connection that is dead calls nothing out: it is noticed here.
          void heardAll();
          this.#look();
        }, Math.max(LOOK_AGAIN_MS, REST_FACTOR * tookMs)).unref();
      });
  }
}
