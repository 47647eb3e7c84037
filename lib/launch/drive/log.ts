import { stripVTControlCharacters } from "node:util";
import type { DrivenLaunch } from "./driven";

/** What is kept of a log: its end, where the reason of a failure stands. */
const KEPT_CHARACTERS = 60_000;
const WRITE_EVERY_MS = 1000;
const APPEND = "UPDATE launch SET log = right(coalesce(log, '') || $2, $3) WHERE id = $1";

/** The log of a build as it grows: written down once a second at most, and whole when it is closed. */
export class BuildLog {
  #pending = "";
  #writtenAtMs = 0;

  constructor(private readonly launch: DrivenLaunch) {}

  async add(text: string): Promise<void> {
    // PostgreSQL takes no NUL in a text, and a browser shows no terminal's colours.
    this.#pending += stripVTControlCharacters(text).replaceAll("\0", "").replace(/\r\n?/g, "\n");
    if (!this.#pending.endsWith("\n")) this.#pending += "\n";
    if (Date.now() - this.#writtenAtMs >= WRITE_EVERY_MS) await this.write();
  }

  /** @throws LaunchLost */
  async write(): Promise<void> {
    if (this.#pending === "") return;
    const text = this.#pending;
    this.#pending = "";
    this.#writtenAtMs = Date.now();
    await this.launch.whileOurs((sql) => sql.run(APPEND, [this.launch.its.id, text, KEPT_CHARACTERS]));
  }
}
