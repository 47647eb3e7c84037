"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { SinceField } from "@/components/basket/since-field";
import { Menu } from "@/components/ui/menu";

const forms = [
  { format: "sh", file: "fetch.sh", text: "Shell script", what: "fetches, resumes and verifies" },
  { format: "metalink", file: "manifest.meta4", text: "Metalink", what: "for download programs" },
  { format: "csv", file: "manifest.csv", text: "CSV", what: "one line per file" },
  { format: "json", file: "manifest.json", text: "Manifest (JSON)", what: "for programs" },
  { format: "esap", file: "esap-basket.json", text: "ESAP items", what: "for ESAP’s shopping basket" },
] as const;

/** The lists of files by which a basket or manifest leaves. `path`: of the API, where they are asked for. */
export function ExportMenu({ path }: { path: string }) {
  const [since, setSince] = useState("");
  const href = (format: string) => `/api/v1${path}?${new URLSearchParams({ format, ...(since ? { since } : {}) })}`;
  return (
    <Menu
      label={
        <>
          <Download size={16} aria-hidden /> Export
        </>
      }
    >
      <SinceField value={since} onChange={setSince} />
      <ul className="text-sm">
        {forms.map(({ format, file, text, what }) => (
          <li key={format}>
            <a href={href(format)} download={file} className="flex min-h-9 flex-wrap items-baseline gap-x-2 rounded px-2 py-1.5 hover:bg-raised">
              <span className="font-medium">{text}</span> <span className="text-xs text-muted">{what}</span>
            </a>
          </li>
        ))}
      </ul>
      <p className="px-2 text-xs text-muted">What can not be had is listed in each of them, with the reason.</p>
    </Menu>
  );
}
