import type { FitsHeader } from "@/lib/fits/header";

/**
 * The parameters of a calibration index header: CBD10001 = 'NAME(South_z20_50h)', CBD50001 = 'ZENITH(20.000)deg', …
 * as CTA's data challenges write them. Keys in capitals, values as text without the unit.
 * Source: HEASARC CAL/GEN/92-003, boundary conditions.
 */
export function calibrationBoundaries(header: FitsHeader): Map<string, string> {
  const found = new Map<string, string>();
  for (const { keyword, value } of header.cards) {
    if (!/^CBD\d{5}$/.test(keyword) || typeof value !== "string") continue;
    const match = /^\s*([A-Z_0-9]+)\s*\(([^)]*)\)/i.exec(value);
    if (match) found.set(match[1]!.toUpperCase(), match[2]!.trim());
  }
  return found;
}
