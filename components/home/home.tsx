import Link from "next/link";
import { HomeSearch } from "@/components/home/home-search";
import { Tasks } from "@/components/home/tasks";
import { WhatIsHere } from "@/components/home/what-is-here";
import { ProjectList } from "@/components/projects/project-list";
import type { Facets, Project } from "@/lib/catalogue/schemas";
import { formatCountOf } from "@/lib/units/format";

/** The front door: the search box, then one's projects, or ways to begin without any, then what else is here. */
export function Home({ projects, facets, signedIn }: { projects: readonly Project[]; facets: Facets; signedIn: boolean }) {
  const mine = projects.filter((project) => project.role !== "none");
  const others = projects.filter((project) => project.role === "none");
  const nowMs = Date.now();
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-10 py-6 sm:py-12">
      <section className="flex flex-col gap-4">
        <h1 className="text-xl font-semibold tracking-tight">From your proposal’s data to a notebook</h1>
        <p className="max-w-prose text-base text-muted">
          Find the event lists of a project and the instrument response functions that belong to them, put both in a basket, and open a notebook in which they lie ready for gammapy.
        </p>
        <HomeSearch />
      </section>
      {mine.length === 0 ? <Tasks /> : null}
      {mine.length > 0 ? (
        <section aria-labelledby="your-projects" className="flex flex-col gap-3">
          <h2 id="your-projects" className="text-base font-semibold">
            Your projects
          </h2>
          <ProjectList projects={mine} nowMs={nowMs} />
        </section>
      ) : null}
      {signedIn && mine.length === 0 ? (
        <p className="text-muted">Your account is in no project’s group. Ask the principal investigator of your project to add you; everything public is open to you.</p>
      ) : null}
      <WhatIsHere facets={facets} signedIn={signedIn} />
      {mine.length > 0 ? <Tasks /> : null}
      {others.length > 0 ? (
        <section aria-labelledby="other-projects" className="flex flex-col gap-3">
          <h2 id="other-projects" className="text-base font-semibold">
            {mine.length > 0 ? "Others that you may see" : `${formatCountOf(others.length, "project")} open to view`}
          </h2>
          <ProjectList projects={others} nowMs={nowMs} />
        </section>
      ) : null}
      {signedIn ? null : (
        <p className="text-muted">
          Data of running projects show only to their members.{" "}
          <Link href="/signin?callbackUrl=%2F" prefetch={false} className="font-medium text-accent underline">
            Sign in
          </Link>{" "}
          to see yours.
        </p>
      )}
    </div>
  );
}
