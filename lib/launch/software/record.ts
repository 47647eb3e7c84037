import type { Containment } from "@/lib/catalogue/irf-match/needs";
import type { IrfKind } from "@/lib/catalogue/schemas";

/** What software can do with a basket. */
export interface Reads {
  readonly eventLists: boolean;
  /** The kinds of IRFs that it can use. */
  readonly containments: readonly Containment[];
  /** IRFs that it can not do without. */
  readonly kinds: readonly IrfKind[];
}

/** One entry of the catalogue of software and notebooks, as its `codemeta.json` tells of it. What it does not say is null. */
export interface SoftwareRecord {
  /** Names this very version of it, started in this very way: a record that changes is another one. */
  readonly id: string;
  readonly name: string;
  readonly version: string | null;
  /** SPDX identifier where the record gives one. */
  readonly license: string | null;
  readonly description: string | null;
  /** Where one reads more: https or http, nothing else. */
  readonly page: string | null;
  /** What a BinderHub builds: `zenodo/10.5281/zenodo.1234`. */
  readonly repository: string | null;
  /** What a container is started from: `registry.example.org/escape/tool:1.3`. */
  readonly image: string | null;
  /** Null where the record does not say that it reads event lists or IRFs. */
  readonly reads: Reads | null;
  /** Other software that it needs, as it says. */
  readonly requires: readonly string[];
}

/** A record that says that it is a notebook or software, and can not be used; the sentence is for operators. */
export class RecordUnusable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "RecordUnusable";
  }
}
