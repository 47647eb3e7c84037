import { environment, setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { letterOf } from "./letter";
import { type Claimed, claimNotice, giveBack, giveUp, markHandedOver, markMailed, retireNotices, tryLater } from "./queue";
import { handToServer, NotSent } from "./smtp";

/** One round ends after so many, so that a worker that is told to end does. */
const LETTERS_PER_ROUND = 200;
/** When the server is away, the other notices wait for the next round. */
const FAULTS_PER_ROUND = 3;

/** Is mail configured? @throws ConfigurationError when only half of it is. */
export function mailIsOn(): boolean {
  if (environment().SMTP_URL === undefined) return false;
  setting("SMTP_FROM");
  return true;
}

/**
 * Mails what is due, one notice after the other. A notice is claimed by one worker; it is marked as handed over after the
 * server agreed to take the letter and before its first byte goes out, and as mailed when the server confirmed it. So a
 * worker that dies before the mark leaves the notice to another, one that dies after it leaves it as it is: nothing is
 * sent twice, and what the server may not have got stands in the portal all the same. Returns how many were mailed.
 */
export async function sendNotices(signal: AbortSignal): Promise<number> {
  await retireNotices();
  let [sent, faults] = [0, 0];
  while (sent < LETTERS_PER_ROUND && faults < FAULTS_PER_ROUND && !signal.aborted) {
    const notice = await claimNotice();
    if (!notice) break;
    if (await sendOne(notice, signal)) sent++;
    else faults++;
  }
  return sent;
}

async function sendOne(notice: Claimed, signal: AbortSignal): Promise<boolean> {
  try {
    const letter = await letterOf(notice);
    await handToServer(
      letter,
      async () => {
        if (!(await markHandedOver(notice))) throw new NotSent("later", "another worker sends this notice by now");
      },
      signal,
    );
    await markMailed(notice);
    return true;
  } catch (error) {
    if (!(error instanceof NotSent)) throw error;
    await settle(notice, error, signal);
    return false;
  }
}

async function settle(notice: Claimed, { outcome, message }: NotSent, signal: AbortSignal): Promise<void> {
  // No address in the log, and nothing of the text.
  log.warn({ noticeId: notice.id, attempt: notice.attempt, outcome }, "a notice could not be mailed");
  if (outcome === "refused") await giveUp(notice, `refused: ${message}`);
  else if (outcome === "unknown") await giveUp(notice, "cut off while the server took it; it may have it");
  else if (signal.aborted) await giveBack(notice);
  else await tryLater(notice);
}
