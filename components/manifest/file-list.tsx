import type { SharedManifest } from "@/lib/basket/schemas";
import { formatBytes, formatCountOf } from "@/lib/units/format";

/** So many are written out; the exports have all. */
const shown = 500;

/** The files of a data set, folded away: most people take them all. */
export function FileList({ files }: { files: SharedManifest["files"] }) {
  return (
    <details className="rounded border border-line bg-panel text-sm">
      <summary className="px-4 py-2.5 font-semibold">{formatCountOf(files.length, "file")}</summary>
      <ul className="border-t border-line">
        {files.slice(0, shown).map(({ path, did, role, sizeBytes }) => (
          <li key={path} className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-4 py-1.5 last:border-0">
            <span className="figures min-w-0 break-all" title={did}>
              {path}
            </span>
            <span className="text-xs text-muted">{role}</span>
            <span className="figures ml-auto">{formatBytes(sizeBytes)}</span>
          </li>
        ))}
      </ul>
      {files.length > shown ? <p className="px-4 py-2 text-muted">The first {shown}; an export holds all.</p> : null}
    </details>
  );
}
