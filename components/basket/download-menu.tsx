"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { SinceField } from "@/components/basket/since-field";
import { buttonClass } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { formatBytes } from "@/lib/units/format";

const archives = [
  ["ZIP", "zip"],
  ["tar", "tar"],
] as const;

/** A list of the files, with where each is and what its bytes add up to. */
const lists = [
  ["Shell script", "sh", "fetches and verifies all, and goes on where it broke off; needs curl and an access token"],
  ["Metalink", "metalink", "for download programs, such as aria2"],
  ["CSV", "csv", "one line per file, for a spreadsheet"],
  ["JSON", "json", "the manifest, as the API gives it"],
  ["ESAP", "esap", "items of the ESCAPE platform's basket"],
] as const;

interface Props {
  /** Path of the API for lists of files. */
  readonly lists: string;
  /** Path of the API for the store as one file, and what its files add up to; a shared manifest has none. */
  readonly archive?: { readonly path: string; readonly totalBytes: number };
}

/** The ways in which a basket or a manifest leaves: its data store at once, or a list of its files, all or what an earlier manifest lacks. */
export function DownloadMenu({ lists: listsPath, archive }: Props) {
  const [since, setSince] = useState("");
  return (
    <Menu
      align="right"
      size="normal"
      label={
        <>
          <Download size={16} aria-hidden /> Download
        </>
      }
    >
      {archive ? <Archives {...archive} /> : null}
      <section aria-label="As a list of files" className={archive ? "flex flex-col border-t border-line pt-2" : "flex flex-col"}>
        <SinceField value={since} onChange={setSince} />
        {lists.map(([label, format, what]) => (
          <a
            key={format}
            className="group/way -mx-1 rounded px-1 py-1.5 text-sm hover:bg-raised"
            href={`/api/v1${listsPath}?${new URLSearchParams({ format, ...(since && { since }) })}`}
            download={format === "json" ? "manifest.json" : true}
          >
            <span className="font-medium text-accent group-hover/way:underline">{label}</span> <span className="text-xs text-muted">{what}</span>
          </a>
        ))}
        <p className="text-xs text-muted">What can not be had is listed in each of them, with the reason.</p>
      </section>
    </Menu>
  );
}

function Archives({ path, totalBytes }: NonNullable<Props["archive"]>) {
  return (
    <section aria-label="As one file" className="flex flex-col gap-2">
      <p className="text-xs text-muted">
        The whole data store in one file, <span className="figures">{formatBytes(totalBytes)}</span>. A download that broke off can be resumed. What could not be delivered is named in it.
      </p>
      <div className="grid grid-cols-2 gap-2">
        {archives.map(([label, format]) => (
          <a key={format} className={buttonClass(format === "zip" ? "primary" : "quiet")} href={`/api/v1${path}?format=${format}`} download>
            {label}
          </a>
        ))}
      </div>
    </section>
  );
}
