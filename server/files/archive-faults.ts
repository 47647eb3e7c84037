/** So many manifests are remembered; the oldest give way. */
const MOST = 10_000;
const faults = new Map<string, number>();

/**
 * How many files failed in archives of a manifest that this process sent. The archive's tag changes with it: what was sent
 * before a fault, with zeros in the place of a file, must not be completed by an end that takes the file for delivered.
 * (A restart forgets it; then the file's checksum in a ZIP tells.)
 */
export function faultsOf(manifestId: string): number {
  return faults.get(manifestId) ?? 0;
}

export function countFault(manifestId: string): void {
  const count = faultsOf(manifestId) + 1;
  faults.delete(manifestId);
  faults.set(manifestId, count);
  const [oldest] = faults.keys();
  if (faults.size > MOST && oldest !== undefined) faults.delete(oldest);
}
