"use client";

import { usePreferences } from "@/components/preferences/context";
import { columns, shownColumns } from "@/components/search/columns";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";

/** Which columns the table has, kept for this browser. */
export function ColumnMenu({ withPosition }: { withPosition: boolean }) {
  const { columns: chosen, setColumns } = usePreferences();
  const shown = shownColumns(chosen, withPosition).map(({ name }) => name);
  return (
    <Menu label="Columns" active={chosen !== null} align="right">
      <fieldset className="grid grid-cols-2 gap-x-3 gap-y-2">
        <legend className="sr-only">Columns of the table</legend>
        {columns.map(({ name, title }) => (
          <label key={name} className="inline-flex items-center gap-2 text-sm">
            <input
              type="checkbox"
              className="size-4"
              checked={shown.includes(name)}
              onChange={(event) => setColumns(event.target.checked ? [...shown, name] : shown.filter((each) => each !== name))}
            />
            {title}
          </label>
        ))}
      </fieldset>
      <p className="text-xs text-muted">Offset: from the searched position, else of the pointing from the target.</p>
      <Button size="small" className="self-start" disabled={chosen === null} onClick={() => setColumns(null)}>
        Usual columns
      </Button>
    </Menu>
  );
}
