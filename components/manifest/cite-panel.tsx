"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { Panel } from "@/components/ui/panel";
import type { SharedManifest } from "@/lib/basket/schemas";

type Citation = SharedManifest["citation"];

/** How to cite the data set, and what the stores ask those to acknowledge who use their data. */
export function CitePanel({ citation }: { citation: Citation }) {
  const whole = [citation.text, ...citation.acknowledgements.flatMap(({ title, text }) => (text ? [`${title}:\n${text}`] : []))].join("\n\n");
  return (
    <Panel title="Cite" aside={<CopyButton value={whole} what="citation and terms" text="Copy" />}>
      <p className="text-sm break-words">{citation.text}</p>
      {citation.acknowledgements.length === 0 ? <p className="mt-3 text-sm text-muted">The stores of these data give no terms of use.</p> : null}
      {citation.acknowledgements.map(({ collection, title, path, text, problem }) => (
        <section key={`${collection} ${path}`} className="mt-4">
          <h3 className="text-xs font-semibold text-muted">
            Terms of {title} <span className="figures font-normal">({path})</span>
          </h3>
          {text === null ? <p className="mt-1 text-sm text-closed">{problem}</p> : <p className="mt-1 max-h-72 overflow-auto text-sm break-words whitespace-pre-wrap" tabIndex={0}>{text}</p>}
        </section>
      ))}
    </Panel>
  );
}
