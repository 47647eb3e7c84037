import type { LaunchProblem } from "./schemas";

const again = "Your basket is kept: launch again.";
const operators = "Launch again; if it stays, tell the portal's operators.";

/** What the session's client can report, by its slugs (clients/python/airshower/errors.py), in a person's words. */
const told: Readonly<Record<string, readonly [title: string, nextStep: string]>> = {
  "disk-full": ["The disk at the notebook service is full", "Delete what you no longer need in your home folder there, or launch a smaller basket."],
  "checksum-mismatch": ["A file arrived damaged", operators],
  "size-mismatch": ["A file arrived cut or too long", operators],
  "file-closed": ["A file is closed to you by now", "Take it out of the basket, or ask the project for access; then launch again."],
  "file-gone": ["A file is not there any more", "Take it out of the basket, then launch again."],
  "file-unavailable": ["A file could not be fetched", operators],
  "files-unreachable": ["The files can not be reached from the notebook service", operators],
  "staging-incomplete": ["Some files could not be fetched", "Take them out of the basket or try later; then launch again."],
  "work-folder-unusable": ["The work folder can not be used", "Look at it in your home folder at the notebook service, then launch again."],
  "work-folder-busy": ["The work folder is in use by another server", "Stop that launch, then launch again."],
  "token-ended": ["The session lost its access to the files", again],
  "manifest-invalid": ["The list of files was not understood", operators],
  "unsafe-path": ["A path of the list of files is not safe", operators],
  "foreign-url": ["A file's address is not the portal's", operators],
  "session-invalid": ["The session was started wrongly", operators],
};

/** The problem of a launch whose session reports that staging failed. Unknown slugs are kept, with words for all. */
export function sessionProblem(reported: { readonly slug: string; readonly detail: string } | undefined): LaunchProblem {
  const { slug, detail } = reported ?? { slug: "staging-failed", detail: "The session did not say why." };
  const [title, nextStep] = told[slug] ?? ["Staging failed", operators];
  return { slug: /^[a-z0-9-]{1,64}$/.test(slug) ? slug : "staging-failed", title, detail, nextStep };
}
