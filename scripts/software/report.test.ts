import { expect, it } from "vitest";
import { noLimits } from "@/lib/launch/services/facts";
import { softwareOf } from "@/lib/launch/software/codemeta";
import { softwareReport } from "./report";

const facts = { id: "hub", title: "Hub", dataClass: "embargoed", mayInstall: true, storageSites: [], stageBeforeOpenBytes: 0, limits: noLimits, environments: [], sizes: [] } as const;
const hub = { kind: "jupyterhub", facts: { ...facts, softwareRules: [{ pattern: "r.example.org/a/*", dataClass: "embargoed", irfs: [], option: "image" }] } } as const;
const binder = { kind: "binderhub", facts: { ...facts, title: "Binder", dataClass: "public", softwareRules: [{ pattern: "zenodo/10.5281/*", dataClass: "embargoed", irfs: ["point-like"], option: null }] } } as const;
const tool = (name: string, more: object) => softwareOf({ name, version: "1", ...more });

it("an operator reads what is offered where, for which data, and why the rest is not", () => {
  const records = [
    tool("both", { installUrl: "docker://r.example.org/a/b:1", identifier: "10.5281/zenodo.1", supportingData: ["event lists", "full-enclosure IRFs"] }),
    tool("silent", { installUrl: "docker://r.example.org/a/c:1" }),
    tool("foreign", { installUrl: "docker://evil.example.org/a/c:1" }),
  ];
  const source = { name: "zenodo.org", records: [], unusable: ["paper: it has no codemeta.json"], asOf: null, fault: "/records answered 500" };
  expect(softwareReport([], records, [source], [hub, binder])).toEqual([
    "software both 1 (no licence given), needs event lists, full-enclosure IRFs",
    "  Hub: offered as r.example.org/a/b:1, for embargoed data too",
    "  Binder: offered as zenodo/10.5281/zenodo.1, for public data only",
    "software silent 1 (no licence given), does not say what it needs",
    "  Hub: fits no basket, since neither record nor rule says which IRFs it can use",
    "  Binder: not offered, since the record names no repository",
    "software foreign 1 (no licence given), does not say what it needs",
    "  Hub: not offered, since no rule of its catalogue takes on evil.example.org/a/c:1",
    "  Binder: not offered, since the record names no repository",
    "list zenodo.org: no copy yet; the last attempt failed: /records answered 500",
    "  not usable: paper: it has no codemeta.json",
  ]);
});
