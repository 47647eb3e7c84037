import type { LaunchAvailability } from "../schemas";

/** One line of a launch's story. Rucio's own words are not in it: they may name files, and are shown beside it. */
export function wordsOf({ site, state, readyFiles, totalFiles }: LaunchAvailability): string {
  const there = `${readyFiles} of ${totalFiles} files are at ${site}`;
  switch (state) {
    case "asking":
      return `Asking the data lake for ${totalFiles} ${totalFiles === 1 ? "file" : "files"} at ${site}`;
    case "bringing":
      return there;
    case "ready":
      return `All ${totalFiles} files are at ${site}`;
    case "stuck":
      return `${there}; the others are stuck, and the data lake tries again by itself`;
    case "waiting":
      return `${there}; the others wait for the approval of ${site}`;
    case "full":
      return `The portal's share of ${site} is used up: the data are downloaded instead`;
    case "away":
      return `The data lake could not be asked for files at ${site}: what is not there is downloaded`;
    case "ended":
      return `The data lake keeps the files at ${site} no longer: what the notebook needs again is downloaded`;
  }
}
