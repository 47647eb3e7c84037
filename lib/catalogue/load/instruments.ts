/**
 * What GADF files do not say of an instrument: the radius of its field of view, and its site's longitude for nights.
 * Sources: H.E.S.S. 5 degrees in diameter (Aharonian et al. 2006, A&A 457, 899); MAGIC 3.5 degrees (Aleksić et al.
 * 2016, Astropart. Phys. 72, 61); VERITAS 3.5 degrees (Holder et al. 2006, Astropart. Phys. 25, 391); CTA up to 8 to 10
 * degrees with its small telescopes, north 4.3 with its large ones alone (CTAO, "Science with the CTA", 2019); SIM-IACT is
 * the instrument of our own simulated data (docs/simulated-data.md).
 */
export interface Instrument {
  readonly name: string;
  readonly facility: string;
  readonly fovRadiusDeg: number;
  /** East positive. */
  readonly longitudeDeg: number;
}

const instruments: readonly (Instrument & { readonly matches: RegExp })[] = [
  { matches: /^h\.?e\.?s\.?s/i, name: "H.E.S.S.", facility: "H.E.S.S.", fovRadiusDeg: 2.5, longitudeDeg: 16.5 },
  { matches: /magic/i, name: "MAGIC", facility: "MAGIC", fovRadiusDeg: 1.75, longitudeDeg: -17.89 },
  { matches: /veritas/i, name: "VERITAS", facility: "VERITAS", fovRadiusDeg: 1.75, longitudeDeg: -110.95 },
  { matches: /^sim-iact/i, name: "SIM-IACT", facility: "SIM-IACT", fovRadiusDeg: 3, longitudeDeg: -17.89 },
  { matches: /ct(a|ao).*(north|n$|1dc.*n)|lst/i, name: "CTA North", facility: "CTAO", fovRadiusDeg: 4, longitudeDeg: -17.89 },
  { matches: /ct(a|ao)|south/i, name: "CTA South", facility: "CTAO", fovRadiusDeg: 5, longitudeDeg: -70.32 },
];

/** A field of view that no known instrument undercuts by much, where a store names an instrument we do not know. */
const UNKNOWN_FOV_RADIUS_DEG = 2.5;

/**
 * The instrument that a file names by TELESCOP and INSTRUME; its site is the one known here, since headers can be wrong
 * (CTA's first data challenge says 79.4 degrees east). An unknown one keeps its own name, with the field of view of most
 * instruments and the longitude of its header.
 */
export function instrumentOf(telescope: string | null, instrument: string | null, longitudeDeg: number | null): Instrument {
  const said = [telescope, instrument].filter((name): name is string => name !== null && name.trim() !== "");
  const known = instruments.find(({ matches }) => said.some((name) => matches.test(name.trim())));
  if (known) return { name: known.name, facility: known.facility, fovRadiusDeg: known.fovRadiusDeg, longitudeDeg: known.longitudeDeg };
  const name = said[0]?.trim() ?? "unknown";
  return { name, facility: name, fovRadiusDeg: UNKNOWN_FOV_RADIUS_DEG, longitudeDeg: longitudeDeg ?? 0 };
}
