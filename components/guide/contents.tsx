import Link from "next/link";
import { PageHeader, Panel } from "@/components/ui/panel";
import { type Audience, guidePages } from "@/lib/guide/pages";

const headings: Record<Audience, string> = {
  "principal investigator": "You lead a project",
  analyst: "You analyse data",
  manager: "You manage an embargo",
  operator: "You run the portal",
  everybody: "Reference",
};

/** Where to begin: the pages of documentation, by who one is. */
export function Contents() {
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-4">
      <PageHeader title="Documentation" note="Begin with the page that is written for you." />
      {(Object.keys(headings) as Audience[]).map((audience) => (
        <Panel key={audience} title={headings[audience]}>
          <ul className="space-y-2">
            {guidePages
              .filter((page) => page.audience === audience)
              .map(({ slug, title, about }) => (
                <li key={slug}>
                  <Link href={`/docs/${slug}`} className="font-medium text-accent underline">
                    {title}
                  </Link>
                  <span className="block text-sm text-muted">{about}</span>
                </li>
              ))}
          </ul>
        </Panel>
      ))}
    </div>
  );
}
