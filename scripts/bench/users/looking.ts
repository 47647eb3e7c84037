import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../simulate/random";
import type { Browser } from "./browser";
import { pick } from "./choice";
import { find, type Found } from "./found";

/** The page asks again so soon for what is being made; a user gives up after so many times. */
const AGAIN_MS = 500;
const MOST_TIMES = 4;
/** Of looks: at theta squared about a position of one's own, which the worker has to make; at responses. The others are at the events. */
const OWN_POSITION = 0.3;
const RESPONSES = 0.2;
const OFFSET_DEG = 0.5;

/** Looks at an observation of this collection that the user may read, if there is one. */
export async function look(browser: Browser, random: Random, collection: string): Promise<void> {
  const found = await find(browser, "search", { collection, access: "readable" });
  if (!found || found.items.length === 0) return;
  const observation = pick(random, found.items);
  const path = `/api/v1/observations/${observation.id}/looks/${chooseLook(random, observation)}`;
  for (let time = 1; time <= MOST_TIMES; time++) {
    const answer = await browser.get("look", path);
    if (!answer || !isBeingMade(answer)) return;
    await sleep(AGAIN_MS);
  }
  browser.gaveUp("look", path);
}

function chooseLook(random: Random, { raDeg, decDeg, irfKinds }: Found): string {
  const chance = random.uniform();
  if (chance < OWN_POSITION && raDeg !== null && decDeg !== null) {
    const position = { raDeg: String((raDeg + random.between(-OFFSET_DEG, OFFSET_DEG) + 360) % 360), decDeg: String(decDeg + random.between(-OFFSET_DEG, OFFSET_DEG)) };
    return `theta-squared?${new URLSearchParams(position).toString()}`;
  }
  return chance < OWN_POSITION + RESPONSES && irfKinds.length > 0 ? pick(random, irfKinds) : "events";
}

function isBeingMade(answer: Buffer): boolean {
  return answer.subarray(0, 30).includes('"making"');
}
