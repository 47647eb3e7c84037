import { afterAll, beforeAll, expect, it } from "vitest";
import { connected, diskReplica, fakeFile } from "./backends/rucio/fake/connected.test-support";
import { FakeRucio } from "./backends/rucio/fake/rucio.test-support";
import { formatLocation } from "./backends/rucio/location";
import { mountedPaths } from "./mounted";

const fake = new FakeRucio();
const mount = { site: "HUB-DISK", pfnPrefix: "https://hub.example.org:443/pnfs/hess/", mountPath: "/lake/hess/" };
beforeAll(() => fake.start());
afterAll(() => fake.stop());

function file(name: string, site: string, pfn: string, state = "AVAILABLE"): string {
  const { bytes, ...did } = fake.world.add(fakeFile(name, Buffer.from(name), [{ ...diskReplica(site, pfn), state }]));
  return formatLocation({ ...did, sizeBytes: bytes! });
}

it("says where mounted files are, and of none that has to be fetched", async () => {
  const there = file("a", "HUB-DISK", `${mount.pfnPrefix}events//obs%201.fits.gz`);
  const others = [
    file("b", "PIC-DISK", "https://pic.example.org/b"),
    file("c", "HUB-DISK", `${mount.pfnPrefix}c`, "COPYING"),
    file("d", "HUB-DISK", "https://hub.example.org:443/pnfs/other/d"),
    ...["../secret", "%2e%2e/secret", "x/%2e%2e%2f..%2fsecret", "%", "x%00", ""].map((path, i) => file(`bad ${i}`, "HUB-DISK", mount.pfnPrefix + path)),
  ];
  expect([...(await mountedPaths(connected(fake), [there, ...others], mount))]).toEqual([[there, "/lake/hess/events/obs 1.fits.gz"]]);
});
