import { spawnSync } from "node:child_process";
import { z } from "zod";

/** How to get what the check needs, on Debian. */
export const installGammapy = "apt-get install --no-install-recommends python3-gammapy";

/** What `fit_spectrum.py` prints for one store. Amplitudes at 1 TeV in cm-2 s-1 TeV-1. */
const spectrumSchema = z.object({
  store: z.string(),
  observations: z.number(),
  converged: z.boolean(),
  index: z.number(),
  indexError: z.number(),
  amplitude: z.number(),
  amplitudeError: z.number(),
});
export type FittedSpectrum = z.infer<typeof spectrumSchema>;

const script = new URL("./fit_spectrum.py", import.meta.url).pathname;

/** A Python that has gammapy: Debian's first, since another python3 may stand before it; null when there is none. */
export function findGammapy(): string | null {
  const found = ["/usr/bin/python3", "python3"].find(
    (python) => spawnSync(python, ["-c", "import gammapy"], { stdio: "ignore" }).status === 0,
  );
  return found ?? null;
}

/**
 * Fits a power law to a store with gammapy.
 *
 * @throws Error with gammapy's own words when the fit fails
 */
export function fitSpectrum(python: string, store: string, at: { raDeg: number; decDeg: number }): FittedSpectrum {
  const position = [`--ra=${at.raDeg}`, `--dec=${at.decDeg}`];
  const { status, stdout, stderr } = spawnSync(python, [script, ...position, store], { encoding: "utf8" });
  if (status !== 0) throw new Error(`gammapy could not fit ${store}: ${stderr.trim().split("\n").at(-1)}`);
  return spectrumSchema.parse(JSON.parse(stdout));
}
