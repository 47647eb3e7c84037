"use client";

import { DatasetField } from "@/components/datasets/dataset-field";
import { dateOfMjd, lastDayBefore } from "@/components/search/filter-labels";
import type { FieldErrors } from "@/components/search/form-change";
import type { SearchParams } from "@/components/search/params";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { Menu } from "@/components/ui/menu";
import type { Facets } from "@/lib/catalogue/schemas";

interface FilterMenusProps {
  readonly params: SearchParams;
  readonly facets: Facets | undefined;
  readonly errors: FieldErrors;
}

/** The filters that are typed rather than picked, grouped as people think of them. They apply together. */
export function FilterMenus({ params, facets, errors }: FilterMenusProps) {
  const position = params.raDeg && params.decDeg ? `${params.raDeg} ${params.decDeg}` : "";
  return (
    <div className="flex flex-wrap items-center gap-1.5 max-sm:contents">
      <Menu label="Project" active={Boolean(params.project)}>
        <TextField label="Project" name="project" defaultValue={params.project} list="known-projects" autoComplete="off" hint="Its code, as in the list that opens while you type." />
        <Known id="known-projects" values={facets?.project} />
        <Apply />
      </Menu>
      <Menu label="Instrument" active={Boolean(params.instrument)}>
        <TextField label="Instrument" name="instrument" defaultValue={params.instrument} list="known-instruments" autoComplete="off" hint="As the data name it." />
        <Known id="known-instruments" values={facets?.instrument} />
        <Apply />
      </Menu>
      <Menu label="Dataset" active={Boolean(params.dataset)}>
        <DatasetField value={params.dataset} />
        <Apply />
      </Menu>
      <Menu label="Position" active={position !== ""} open={Boolean(errors.position || errors.radiusDeg)}>
        <TextField label="Position (ICRS)" name="position" defaultValue={position} placeholder="83.63 22.01" error={errors.position} hint="Degrees, or 05:34:31.9 +22:00:52. Names go into the box: near:crab." />
        <SelectField label="Matches when" name="match" defaultValue={params.match ?? "field-of-view"} hint="The column ‘Offset’ tells how far the pointing was.">
          <option value="field-of-view">the field of view covers it</option>
          <option value="pointing">the pointing is within the radius</option>
        </SelectField>
        <TextField label="Radius (°)" name="radiusDeg" inputMode="decimal" defaultValue={params.radiusDeg} error={errors.radiusDeg} hint="With a field of view, it widens it." />
        <Apply />
      </Menu>
      <Menu label="Time" active={Boolean(params.startMjd || params.endMjd)} open={Boolean(errors.from || errors.until)}>
        <TextField label="From (UTC)" name="from" placeholder="2004-12-04" defaultValue={params.startMjd && dateOfMjd(params.startMjd)} error={errors.from} hint="Observations that were under way then count." />
        <TextField label="Until (UTC)" name="until" placeholder="2004-12-31" defaultValue={params.endMjd && lastDayBefore(params.endMjd)} error={errors.until} hint="This day included. An MJD works too." />
        <Apply />
      </Menu>
      <Menu
        label="Conditions"
        active={Boolean(params.zenithMaxDeg || params.livetimeMinSec || params.quality)}
        open={Boolean(errors.zenithMaxDeg || errors.livetimeMin)}
      >
        <TextField label="Zenith angle at most (°)" name="zenithMaxDeg" inputMode="decimal" defaultValue={params.zenithMaxDeg} error={errors.zenithMaxDeg} hint="0 is straight up; the energy threshold rises with it." />
        <TextField
          label="Livetime at least (min)"
          name="livetimeMin"
          inputMode="decimal"
          defaultValue={params.livetimeMinSec && String(Number(params.livetimeMinSec) / 60)}
          error={errors.livetimeMin}
          hint="Good time after dead-time correction."
        />
        <SelectField label="Quality" name="quality" defaultValue={params.quality ?? ""} hint="As the observatory rated it.">
          <option value="">any</option>
          <option value="0">0, the best only</option>
          <option value="1">1 or better</option>
          <option value="2">2 or better</option>
        </SelectField>
        <Apply />
      </Menu>
      <Menu label="Access" active={Boolean(params.access)}>
        <SelectField label="Access" name="access" defaultValue={params.access ?? ""} hint="What has a lock can be seen but not downloaded yet.">
          <option value="">all that I may see</option>
          <option value="readable">readable now</option>
          <option value="mine">my projects</option>
        </SelectField>
        <Apply />
      </Menu>
    </div>
  );
}

function Known({ id, values }: { id: string; values: Facets["project"] | undefined }) {
  return (
    <datalist id={id}>
      {values?.map(({ value }) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  );
}

function Apply() {
  return (
    <Button type="submit" size="small" look="primary" className="self-end">
      Apply
    </Button>
  );
}
