import { Download } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";

/** The clocks as files: a line for each project, or for each observation. */
export function ExportPanel() {
  return (
    <Panel title="Export">
      <p className="mb-3 max-w-prose text-sm">The file that you get is the file that you can give back: change dates in it, leave out the lines that are to stay, and import it below.</p>
      <div className="flex flex-wrap gap-2">
        <a className={buttonClass()} href="/api/v1/embargo/clocks.csv" download>
          <Download size={16} aria-hidden /> A line for each project
        </a>
        <a className={buttonClass()} href="/api/v1/embargo/clocks.csv?observations=1" download>
          <Download size={16} aria-hidden /> A line for each observation
        </a>
      </div>
    </Panel>
  );
}
