import { expect, it } from "vitest";
import { dataWords, latestAvailability } from "@/components/launch/data-words";
import type { Launch, LaunchAvailability, LaunchEvent } from "@/lib/launch/schemas";

const availability: LaunchAvailability = { site: "HUB-DISK", state: "bringing", readyFiles: 3, totalFiles: 1200, onTapeFiles: 0, expectedSec: null, reason: null, until: "2026-12-01T00:00:00.000Z" };

it("says how much is there, and what comes", () => {
  expect(dataWords(availability, "requested")).toEqual({ title: "3 of 1,200 files at HUB-DISK", note: "The notebook starts when all are there, and links them.", look: "doing" });
  expect(dataWords({ ...availability, state: "stuck" }, "requested")).toMatchObject({ title: "Stuck: 3 of 1,200 files at HUB-DISK", look: "warning", note: expect.stringContaining("what is not there is downloaded") as string });
  expect(dataWords({ ...availability, state: "ready", readyFiles: 1200 }, "ready").note).toMatch(/^Linked/);
});

it("tells where the expected wait for tape comes from", () => {
  expect(dataWords({ ...availability, onTapeFiles: 2, expectedSec: 5400 }, "requested").note).toBe("2 files on tape only: about 1 h 30 min, by the estimate of HUB-DISK’s operators.");
  expect(dataWords({ ...availability, onTapeFiles: 1 }, "requested").note).toBe("1 file on tape only: which may take hours.");
});

it("takes the story's word, and the launch's for the end", () => {
  const launch = { availability: { ...availability, until: "2026-12-09T00:00:00.000Z" } } as Launch;
  const event = (seq: number, told: LaunchAvailability | null): LaunchEvent => ({ seq, at: "2026-11-20T00:00:00Z", state: "requested", message: "", progress: null, availability: told });
  expect(latestAvailability(launch, [])).toEqual(launch.availability);
  expect(latestAvailability(launch, [event(1, availability), event(2, { ...availability, readyFiles: 9 }), event(3, null)])).toMatchObject({ readyFiles: 9, until: "2026-12-09T00:00:00.000Z" });
});
