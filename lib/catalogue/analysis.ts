/** A spectrum of a point source or its light curve, both by reflected regions; or a significance map of a field. */
export const analyses = ["spectrum", "light-curve", "map"] as const;
export type Analysis = (typeof analyses)[number];

/** As a choice on a page reads. */
export const analysisLabels: Readonly<Record<Analysis, string>> = { spectrum: "Spectrum", "light-curve": "Light curve", map: "Map" };
/** As the subject of a sentence. */
export const analysisWords: Readonly<Record<Analysis, string>> = { spectrum: "the spectrum", "light-curve": "the light curve", map: "the map" };
