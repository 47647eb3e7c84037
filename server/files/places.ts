import { setting } from "@/lib/config/environment";
import type { Viewer } from "@/lib/embargo/viewer";
import { AppError } from "@/lib/errors/app-error";

/** Downloads last; who waits so long has a fair chance that one of them has ended. */
const RETRY_AFTER_SEC = 5;

/** One caller has as many downloads under way as one may. */
class TooManyDownloads extends AppError {
  static override readonly slug = "too-many-downloads";
  readonly status = 429;
  override readonly details: Record<string, unknown>;
  constructor(limit: number) {
    super(`You have ${limit} downloads under way here, as many as one person may have at once. Wait until one has ended, or fetch fewer side by side.`);
    this.details = { limit, retryAfterSec: RETRY_AFTER_SEC };
  }
}

/** The process has as many downloads under way as it takes. */
class FilesBusy extends AppError {
  static override readonly slug = "files-busy";
  readonly status = 503;
  override readonly details = { retryAfterSec: RETRY_AFTER_SEC };
  constructor() {
    super("More downloads are under way here than can be served at once. Try again in some seconds.");
  }
}

/**
 * How many downloads each caller has under way, so that nobody takes the whole machine. People are told apart by who they
 * are, whatever they present; of those whom nobody knows, by their address, as far as it is known.
 */
export class Places {
  readonly #taken = new Map<string, number>();
  #total = 0;

  /**
   * Takes a place; call what comes back when the download is over.
   *
   * @throws TooManyDownloads, FilesBusy: before anything is asked about a file, so that they tell nothing of it
   */
  take(viewer: Viewer, address: string | null): () => void {
    const [most, mostOfAll] = [setting("FILES_DOWNLOADS_PER_CALLER"), setting("FILES_DOWNLOADS")];
    const caller = viewer.kind === "user" ? `user ${viewer.sub}` : address === null ? null : `address ${address}`;
    const own = caller === null ? 0 : (this.#taken.get(caller) ?? 0);
    if (own >= most) throw new TooManyDownloads(most);
    if (this.#total >= mostOfAll) throw new FilesBusy();
    this.#total += 1;
    if (caller !== null) this.#taken.set(caller, own + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#total -= 1;
      if (caller === null) return;
      const left = this.#taken.get(caller)! - 1;
      if (left > 0) this.#taken.set(caller, left);
      else this.#taken.delete(caller);
    };
  }

  get count(): number {
    return this.#total;
  }
}
