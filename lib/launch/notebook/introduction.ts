import type { CheckedNotebookInput, NotebookObservation } from "@/lib/launch/notebook/input";
import { markdownTable, markdownText } from "@/lib/launch/notebook/markdown-text";

/** A table of more rows would make the notebook slow to open; the manifest holds them all. */
const MOST_ROWS = 200;

/** The first cell: what this notebook is made of, under which terms, and where each file and IRF comes from. */
export function introduction(input: CheckedNotebookInput): string {
  return [
    `# ${markdownText(input.title)}`,
    input.simulated ? "**These are simulated data.**" : "",
    summary(input),
    terms(input),
    "## Observations and their IRFs",
    markdownTable(
      ["observation", "target", "pointing RA, Dec (deg)", "livetime (min)", "zenith (deg)", "files and releases", "IRFs, and the rule that chose each"],
      input.observations.slice(0, MOST_ROWS).map(observationRow),
    ),
    input.observations.length > MOST_ROWS
      ? `and ${input.observations.length - MOST_ROWS} more: all are in \`.airshower/manifest.json\`.`
      : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function summary(input: CheckedNotebookInput): string {
  const livetimeSec = input.observations.reduce((sum, observation) => sum + (observation.livetimeSec ?? 0), 0);
  const count = input.observations.length;
  const projects = input.projectCodes.map(markdownText).join(", ") || "no project";
  return [
    `${count} ${count === 1 ? "observation" : "observations"} of ${projects}, ${(livetimeSec / 3600).toFixed(2)} h livetime, `,
    `${input.containment} IRFs. Manifest ${markdownText(input.manifestId)}, made ${markdownText(input.createdAt)} `,
    `at ${markdownText(input.portalUrl)}. The data lie in \`data/\`, verified; what you save beside it stays when the launch ends.`,
  ].join("");
}

function terms(input: CheckedNotebookInput): string {
  const files = input.termsPaths.map((path) => markdownText(`data/${path}`)).join(", ");
  const lines = [
    input.acknowledgement ? `**Acknowledge:** ${markdownText(input.acknowledgement)}` : "",
    files ? `**Terms of use:** ${files}` : "",
  ].filter((line) => line !== "");
  return lines.length > 0 ? `## Terms\n\n${lines.join("\n\n")}` : "";
}

function observationRow(observation: NotebookObservation): string[] {
  const { raPntDeg, decPntDeg, livetimeSec, zenithDeg } = observation;
  return [
    markdownText(observation.observationId),
    markdownText(observation.target ?? ""),
    raPntDeg === null || decPntDeg === null ? "drift scan" : `${raPntDeg.toFixed(3)}, ${decPntDeg.toFixed(3)}`,
    livetimeSec === null ? "" : (livetimeSec / 60).toFixed(1),
    zenithDeg === null ? "" : zenithDeg.toFixed(1),
    observation.releases.map(releaseText).join("<br>"),
    observation.irfRules.map(ruleText).join("<br>"),
  ];
}

function releaseText(file: NotebookObservation["releases"][number]): string {
  const checksum = file.sha256 === null ? "" : `, sha256 ${markdownText(file.sha256.slice(0, 12))}…`;
  return `${markdownText(file.path)} (release ${markdownText(String(file.release))}${checksum})`;
}

function ruleText(irf: NotebookObservation["irfRules"][number]): string {
  const detail = irf.detail ? ` (${markdownText(irf.detail)})` : "";
  return `${markdownText(irf.kind)}: ${markdownText(irf.rule)}${detail}`;
}
