import type { Adapter } from "oidc-provider";
import type { Journal, Payload } from "./journal";

/** Keeps one kind of oidc-provider's records in the journal. */
export class JournalAdapter implements Adapter {
  readonly #model: string;
  readonly #journal: Journal;

  constructor(model: string, journal: Journal) {
    this.#model = model;
    this.#journal = journal;
  }

  async upsert(id: string, payload: Payload, expiresIn?: number): Promise<void> {
    this.#journal.put(this.#key(id), payload, expiresIn);
  }

  async find(id: string): Promise<Payload | undefined> {
    return this.#journal.get(this.#key(id));
  }

  async findByUid(uid: string): Promise<Payload | undefined> {
    return this.#journal.find(this.#key(""), (payload) => payload.uid === uid);
  }

  async findByUserCode(userCode: string): Promise<Payload | undefined> {
    return this.#journal.find(this.#key(""), (payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    this.#journal.patch(this.#key(id), { consumed: Math.floor(Date.now() / 1000) });
  }

  async destroy(id: string): Promise<void> {
    this.#journal.remove(this.#key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    this.#journal.removeWhere(this.#key(""), (payload) => payload.grantId === grantId);
  }

  #key(id: string): string {
    return `${this.#model}:${id}`;
  }
}
