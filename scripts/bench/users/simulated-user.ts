import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "../../simulate/random";
import { Browser } from "./browser";
import { chooseAction, chooseSearch, pick } from "./choice";
import { find, type Found, parameters } from "./found";
import { look } from "./looking";
import type { Plan } from "./plan";
import type { Tally } from "./tally";

/** Ids are put in up to so many at a time; a basket above the limit is emptied. */
const MOST_ADDED = 5;
const BASKET_LIMIT = 50;

/** One person at the portal: comes, signs in or not, and does one thing after another with time to think between. */
export class SimulatedUser {
  readonly #random: Random;
  readonly #browser: Browser;
  #search: Record<string, string> = {};
  #results: readonly Found[] = [];
  #nextCursor: string | null = null;
  #basket: readonly string[] = [];

  constructor(
    private readonly plan: Plan,
    readonly name: string,
    /** null: not signed in. */
    private readonly username: string | null,
    private readonly tally: Tally,
  ) {
    this.#random = new Random(plan.seed, name);
    this.#browser = new Browser(plan.portalUrl, tally);
  }

  /** Until the time is over. @param endMs as `performance.now` tells it */
  async run(endMs: number): Promise<void> {
    await sleep(this.plan.arrivalSec * 1000 * this.#random.uniform());
    if (this.username !== null && !(await this.#browser.signIn(this.username))) return;
    await this.#browser.get("searchPage", "/search");
    if (this.username !== null) await this.#browser.get("basket", "/api/v1/basket");
    for (;;) {
      const thinkMs = this.#random.between(...this.plan.thinkSec) * 1000;
      if (performance.now() + thinkMs >= endMs) break;
      await sleep(thinkMs);
      // An answer of another form than the API describes.
      await this.#act().catch((error: Error) => this.tally.faulted("answer", error.name, error.message));
    }
    this.#browser.close();
  }

  async #act(): Promise<void> {
    const now = { isSignedIn: this.username !== null, results: this.#results.length, hasNextPage: this.#nextCursor !== null, basketItems: this.#basket.length };
    switch (chooseAction(this.#random, now)) {
      case "search":
        this.#search = chooseSearch(this.#random, this.plan.subjects);
        // As the page does: the list, and the counts beside it.
        await Promise.all([this.#list("search", this.#search), this.#browser.get("facets", `/api/v1/observations/facets?${parameters(withoutSort(this.#search))}`)]);
        return;
      case "nextPage":
        return this.#list("nextPage", { ...this.#search, cursor: this.#nextCursor! });
      case "open":
        return this.#open(pick(this.#random, this.#results).id);
      case "look":
        return look(this.#browser, this.#random, pick(this.#random, this.plan.lookCollections));
      case "addToBasket":
        return this.#add();
      case "removeFromBasket":
        return this.#remove();
    }
  }

  async #list(kind: string, search: Record<string, string>): Promise<void> {
    const found = await find(this.#browser, kind, search);
    this.#results = found?.items ?? [];
    this.#nextCursor = found?.nextCursor ?? null;
  }

  /** The page, as a link to it does; and what a page that stayed open asks again, or a script in its place. */
  async #open(id: string): Promise<void> {
    await this.#browser.get("observationPage", `/observations/${encodeURIComponent(id)}`);
    const path = `/api/v1/observations/${id}`;
    await Promise.all([this.#browser.get("observation", path), this.#browser.get("products", `${path}/products`), this.#browser.get("access", `${path}/access`)]);
  }

  async #add(): Promise<void> {
    const ids = [...new Set(Array.from({ length: 1 + Math.floor(this.#random.uniform() * MOST_ADDED) }, () => pick(this.#random, this.#results).id))];
    const added = await this.#browser.send("addToBasket", "POST", "/api/v1/basket/items", { ids, withIrfs: this.#random.uniform() < 0.5 });
    if (added) this.#basket = [...new Set([...this.#basket, ...ids])];
    await this.#browser.get("basket", "/api/v1/basket");
  }

  async #remove(): Promise<void> {
    const isFull = this.#basket.length > BASKET_LIMIT;
    const id = pick(this.#random, this.#basket);
    const removed = await this.#browser.send("removeFromBasket", "DELETE", "/api/v1/basket/items", isFull ? { all: true } : { ids: [id] });
    if (removed) this.#basket = isFull ? [] : this.#basket.filter((each) => each !== id);
    await this.#browser.get("basket", "/api/v1/basket");
  }
}

const withoutSort = ({ sort: _sort, ...filter }: Record<string, string>) => filter;
