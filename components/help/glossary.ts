/** The words of the pages, for who comes from another field. They bind the code too: see docs/glossary.md. */
export const glossary: readonly (readonly [term: string, meaning: string])[] = [
  ["Observation", "One pointing of the telescopes, some people say run. Its id is collection:number, for example sim-crab:70001; the search box takes the number alone."],
  ["Project", "An awarded observing programme. The embargo of its data, and who may see them, hang on it."],
  ["DL3", "Data level 3: event lists with the instrument response functions that belong to them."],
  ["IRF", "Instrument response function: effective area (aeff), energy dispersion (edisp), point spread function (psf), background (bkg); RAD_MAX for point-like analyses."],
  ["Livetime", "The sum of the good time intervals after dead-time correction."],
  ["Embargo", "In force until the release date. A description can open before the data do: then the observation shows with a lock and the date."],
  ["Saved search", "A search that you keep under a name. If you want, a notice tells you when it finds new observations that you may see."],
  ["Basket", "What you chose, kept with your account under a name. It remembers the release of each file. You can have several; one is filled."],
  ["Data set", "A basket, frozen when it was exported, launched or shared. A link to it gives no right: everybody sees in it what they may read."],
  ["Staging", "Bringing the basket’s files to where the notebook runs."],
  ["Launch", "A notebook with your basket in it, in the folder data/, as a data store that gammapy opens."],
];
