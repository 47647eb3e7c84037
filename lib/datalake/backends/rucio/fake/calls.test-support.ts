import type { RucioConnection } from "../connection";
import { diskReplica, fakeFile } from "./connected.test-support";
import type { FakeRucio } from "./rucio.test-support";

export const event = { scope: "hess", name: "events/obs 1.fits" };
export const dataset = { scope: "hess", name: "crab" };
export const soon = () => new Date(Date.now() + 86_400_000);

/** Two event files in a dataset, and a storage site to which rules bring them. */
export function fillWorld({ world }: FakeRucio): void {
  world.dids.clear();
  world.rules.clear();
  world.quota.clear();
  world.sites.add("HUB-DISK");
  world.add(fakeFile(event.name, Buffer.from("events"), [diskReplica("PIC-DISK", "https://pic.example.org/1"), { rse: "PIC-TAPE", pfn: "https://tape.example.org/1", type: "TAPE", priority: 2, state: "AVAILABLE" }], { obs_id: 1, target: "Crab Nebula" }));
  world.add(fakeFile("events/obs 2.fits", Buffer.from("more events"), [{ ...diskReplica("PIC-DISK", "https://pic.example.org/2"), state: "COPYING" }], { obs_id: 2, target: "PKS 2155-304" }));
  world.add({ ...dataset, type: "DATASET", content: ["hess:events/obs 1.fits", "hess:events/obs 2.fits"] });
}

type Work = (connection: RucioConnection, fake: FakeRucio, signal?: AbortSignal) => Promise<unknown>;
type Call = readonly [call: string, kind: "list" | "document" | "deed", work: Work];

export const makeRule = ({ rules }: RucioConnection, _fake: FakeRucio, signal?: AbortSignal) => rules.ensure({ did: event, site: "HUB-DISK", until: soon(), comment: "test" }, signal);
const anyRule = ({ world }: FakeRucio) => [...world.rules.keys()][0]!;

/** Every call that the client has, against which each fault is tried, but making a rule: that is not repeatable, and has tests of its own. */
export const calls: readonly Call[] = [
  ["search", "list", ({ client }, _, signal) => client.searchAll("hess", { filters: [{ name: "*" }] }, signal)],
  ["meta", "document", ({ client }, _, signal) => client.metadata(event, signal)],
  ["bulkmeta", "list", ({ client }, _, signal) => client.bulkMetadata([event], signal)],
  ["files", "list", ({ client }, _, signal) => client.files(dataset, signal)],
  ["replicas", "list", ({ client }, _, signal) => client.replicas([event], undefined, signal)],
  ["write meta", "deed", ({ datasets }, _, signal) => datasets.expireAfter(dataset, soon(), signal)],
  ["rules of a DID", "list", ({ rules }, _, signal) => rules.rulesOf(event, signal)],
  ["rule", "document", ({ rules }, fake, signal) => rules.read(anyRule(fake), signal)],
  ["extend rule", "deed", ({ rules }, fake, signal) => rules.extend(anyRule(fake), soon(), signal)],
  ["end rule", "deed", ({ rules }, fake, signal) => rules.end(anyRule(fake), signal)],
];
