import { Download } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";

const columns = [
  ["project", "its code"],
  ["meta_from, data_from", "from what the clock of the descriptions, and that of the data, counts: fixed, observation, delivery or last-observation"],
  ["meta_at, data_at", "the date of a fixed clock, ISO 8601 in UTC; empty: not before somebody sets one"],
  ["meta_months, data_months", "the months of the other clocks"],
] as const;

const ownColumns = [
  ["observation", "its id"],
  ["meta_override, data_override", "a date of its own; closed: not before somebody sets one; empty: by the project’s clock"],
] as const;

/** The clocks as files: a line for each project, or for each observation of one. */
export function ExportPanel() {
  return (
    <Panel title="Export">
      <p className="mb-3 max-w-prose text-sm">The file that you get is the file that you can give back: change clocks in it, and import it below. Lines that you leave out, or as they are, stay.</p>
      <a className={buttonClass()} href="/api/v1/embargo/clocks.csv" download>
        <Download size={16} aria-hidden /> A line for each project
      </a>
      <p className="mt-3 text-xs text-muted">The dates of single observations are on the page of their project, as a file of the same kind.</p>
      <details className="mt-3 text-sm">
        <summary className="rounded text-accent hover:underline">What the columns mean</summary>
        <div className="mt-2 grid gap-x-10 gap-y-3 lg:grid-cols-2">
          <Columns title="A line for each project" columns={columns} />
          <Columns title="A line for each observation" columns={ownColumns} />
        </div>
        <p className="mt-2 text-xs text-muted">Other columns are there to be looked at; an import does not read them.</p>
      </details>
    </Panel>
  );
}

function Columns({ title, columns: listed }: { title: string; columns: readonly (readonly [string, string])[] }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-semibold text-muted">{title}</h3>
      <dl className="space-y-1">
        {listed.map(([name, meaning]) => (
          <div key={name}>
            <dt className="figures inline font-medium">{name}</dt>
            <dd className="inline text-muted">: {meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
