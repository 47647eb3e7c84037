import { countLines, nextStepText } from "@/components/admin/loads/load-words";
import type { CollectionLoad, KeptReport } from "@/lib/catalogue/load-again/schemas";
import { formatCount, formatCountOf } from "@/lib/units/format";

/** What came of a load: what it changed, kept and found odd; or why it did nothing, and what to do. */
export function LoadResult({ load }: { load: CollectionLoad }) {
  const nextStep = nextStepText(load);
  return (
    <div className="space-y-1 break-words">
      {load.report ? <Report report={load.report} /> : null}
      {load.problem ? <p>{load.problem}</p> : null}
      {nextStep ? <p className="text-muted">{nextStep}</p> : null}
    </div>
  );
}

function Report({ report }: { report: KeptReport }) {
  const { kept, findings, findingCount } = report;
  return (
    <>
      {countLines(report).map((line) => (
        <p key={line}>{line}</p>
      ))}
      <Lines summary="Kept as managers set it" lines={kept} />
      <Lines summary={`${formatCountOf(findingCount, "thing")} missing or odd in the store${findingCount > findings.length ? `, the first ${formatCount(findings.length)}` : ""}`} lines={findings} />
    </>
  );
}

function Lines({ summary, lines }: { summary: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <details>
      <summary className="rounded text-accent hover:underline">{summary}</summary>
      <ul className="mt-1 max-h-64 space-y-0.5 overflow-auto text-xs" tabIndex={0} aria-label={summary}>
        {lines.map((line, index) => (
          <li key={`${index} ${line}`} className="break-words">
            {line}
          </li>
        ))}
      </ul>
    </details>
  );
}
