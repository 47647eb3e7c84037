/** Who a page is written for; `everybody` is reference. */
export type Audience = "everybody" | "principal investigator" | "analyst" | "manager" | "operator";

/** One page of documentation: a file below docs/, shown in the portal at `/docs/SLUG`. */
export interface GuidePage {
  readonly slug: string;
  /** Below docs/. */
  readonly file: string;
  readonly title: string;
  /** What it answers, in half a line. */
  readonly about: string;
  readonly audience: Audience;
}

const page = (audience: Audience, slug: string, file: string, title: string, about: string): GuidePage => ({ audience, slug, file, title, about });

/** What the portal shows of docs/, in the order of reading. What only its developers need stays in the repository. */
export const guidePages: readonly GuidePage[] = [
  page("principal investigator", "pi", "guide/pi.md", "For principal investigators", "from the first sign-in to a spectrum, and who sees your data when"),
  page("principal investigator", "embargo", "embargo.md", "The embargo", "both rights, clocks, grants, holds, on one page"),
  page("analyst", "analyst", "guide/analyst.md", "For analysts", "baskets, notebooks, downloads, and scripts"),
  page("analyst", "simulated-data", "simulated-data.md", "Simulated data", "what the demonstration data hold, and what was put into them"),
  page("manager", "manager", "guide/manager.md", "For managers of embargo groups", "clocks, holds, what a change does before it is done"),
  page("manager", "audit", "audit.md", "The audit", "what is written down, who reads it, how it is verified"),
  page("operator", "operator", "guide/operator.md", "For operators", "what runs, what to watch, what to do when it fails"),
  page("operator", "operations", "operations.md", "Operations", "settings, identity service, data lake, notebook services"),
  page("operator", "security", "security.md", "Security", "what is defended, and how"),
  page("everybody", "glossary", "glossary.md", "Glossary", "the words, as the field uses them"),
];

export function findGuidePage(slug: string): GuidePage | undefined {
  return guidePages.find((each) => each.slug === slug);
}
