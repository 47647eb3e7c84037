import type { FileKey } from "@/lib/datalake/still-readable";
import type { ViewerForNow } from "@/lib/embargo/groups-age";
import { heardAll } from "@/lib/embargo/listen";

/** Who asked, so that it can be asked again who that is now. */
export interface RunningAsker {
  /** The same for all answers of one token, of one permit holder, or of nobody; never shown. */
  readonly key: string;
  /** Who it is now, with the groups that count now; null when what was presented has ended. */
  readonly now: () => Promise<ViewerForNow | null>;
}

/** One answer whose bytes flow. */
export class RunningAnswer {
  isOver = false;
  /** When the last question began that let it go on, `performance.now()`. */
  askedAtMs = Number.NEGATIVE_INFINITY;

  /** @param certainUpTo the number of the last change that was heard before the embargo was asked for it */
  constructor(
    readonly file: FileKey,
    public certainUpTo: number,
    private readonly cut: () => void,
    private readonly group: AskerGroup,
  ) {}

  /**
   * Resolves with true once it is certain that whatever was committed before this was called leaves the right in place,
   * and with false when the right has ended.
   */
  async mayGoOn(): Promise<boolean> {
    await this.group.confirm(this);
    return !this.isOver;
  }

  /** Cuts it off: the right has ended. */
  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.cut();
  }

  /** To be called when its bytes have gone, or the caller has. */
  finish(): void {
    this.isOver = true;
    this.group.leave(this);
  }
}

/** While it can not be asked (the database is away), answers wait; for so long at most. */
const UNSURE_MS = 10_000;
/** Node's timers go no further. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Surroundings {
  /** Resolves when a question that began after the call has been answered, or has failed. */
  ask(group: AskerGroup): Promise<void>;
  /** The number of the last change that was heard. */
  changes(): number;
  /** The group's last answer has gone. */
  forget(group: AskerGroup): void;
}

/** The running answers of one asker, which are asked for together. */
export class AskerGroup {
  readonly answers = new Set<RunningAnswer>();
  #certainUntilMs = Number.NEGATIVE_INFINITY;
  #unsureSinceMs: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly asker: RunningAsker,
    private readonly around: Surroundings,
  ) {}

  join(file: FileKey, certainUpTo: number, cut: () => void): RunningAnswer {
    const answer = new RunningAnswer(file, certainUpTo, cut, this);
    this.answers.add(answer);
    if (certainUpTo !== this.around.changes()) void this.around.ask(this);
    return answer;
  }

  leave(answer: RunningAnswer): void {
    this.answers.delete(answer);
    if (this.answers.size > 0) return;
    clearTimeout(this.#timer);
    this.around.forget(this);
  }

  /** Resolves when what was committed before this was called has been heeded, or the answer is over. */
  async confirm(answer: RunningAnswer): Promise<void> {
    const fromMs = performance.now();
    const upTo = (await heardAll()) ? this.around.changes() : null;
    const isCertain = () => (upTo === null ? answer.askedAtMs >= fromMs : answer.certainUpTo >= upTo && performance.now() < this.#certainUntilMs);
    while (!answer.isOver && !isCertain()) await this.around.ask(this);
  }

  /** Keeps what a question found. Rights that end by their time are asked about again then. */
  settle(asked: readonly RunningAnswer[], isReadable: (file: FileKey) => boolean, found: { readonly fromMs: number; readonly upTo: number; readonly certainSec: number | null }): void {
    this.#unsureSinceMs = null;
    for (const answer of asked) {
      if (!isReadable(answer.file)) answer.end();
      answer.certainUpTo = Math.max(answer.certainUpTo, found.upTo);
      answer.askedAtMs = found.fromMs;
    }
    clearTimeout(this.#timer);
    this.#certainUntilMs = Number.POSITIVE_INFINITY;
    if (found.certainSec === null || this.answers.size === 0) return;
    const certainMs = Math.max(0, found.certainSec * 1000);
    this.#certainUntilMs = performance.now() + certainMs;
    this.#timer = setTimeout(() => void this.around.ask(this), Math.min(certainMs + 1, LONGEST_TIMER_MS)).unref();
  }

  /** A question failed. Whoever waits goes on waiting, for a while. */
  doubt(): void {
    this.#unsureSinceMs ??= performance.now();
    if (performance.now() - this.#unsureSinceMs > UNSURE_MS) this.end();
  }

  end(): void {
    for (const answer of this.answers) answer.end();
  }
}
