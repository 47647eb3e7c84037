"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { aeffFigure, bkgFigure, edispFigure, psfFigure } from "@/components/looks/irf-figures";
import { LookFrame } from "@/components/looks/look-frame";
import { lookOptions } from "@/components/looks/queries";
import { Figure } from "@/components/plots/figure";
import type { FigureSpec } from "@/components/plots/figure-spec";
import { SelectField } from "@/components/ui/field";
import type { EdispLook } from "@/lib/looks/irf/schema";

interface Props {
  readonly observationId: string;
  readonly fileName: string;
}

/** The responses that the store links to an observation. Each stands or fails by itself. */
export function IrfsLook(props: Props) {
  return (
    <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
      <Aeff {...props} />
      <Psf {...props} />
      <Edisp {...props} />
      <Bkg {...props} />
    </div>
  );
}

function Made<Look>({ look, fileName, make }: { look: Look; fileName: string; make: (look: Look, fileName: string) => FigureSpec }) {
  return <Figure spec={useMemo(() => make(look, fileName), [look, fileName, make])} />;
}

function Aeff({ observationId, fileName }: Props) {
  return (
    <LookFrame title="Effective area" query={useQuery(lookOptions(observationId, "aeff"))}>
      {(look) => <Made look={look} fileName={fileName} make={aeffFigure} />}
    </LookFrame>
  );
}

function Psf({ observationId, fileName }: Props) {
  return (
    <LookFrame title="Point spread" query={useQuery(lookOptions(observationId, "psf"))}>
      {(look) => <Made look={look} fileName={fileName} make={psfFigure} />}
    </LookFrame>
  );
}

function Bkg({ observationId, fileName }: Props) {
  return (
    <LookFrame title="Background rate" query={useQuery(lookOptions(observationId, "bkg"))}>
      {(look) => <Made look={look} fileName={fileName} make={bkgFigure} />}
    </LookFrame>
  );
}

function Edisp({ observationId, fileName }: Props) {
  const [offsetDeg, setOffset] = useState(0);
  return (
    <LookFrame title="Energy dispersion" query={useQuery(lookOptions(observationId, "edisp", { offsetDeg }))}>
      {(look) => (
        <div className="flex min-w-0 flex-col gap-2">
          <Made look={look} fileName={fileName} make={edispFigure} />
          <Offsets look={look} onChange={setOffset} />
        </div>
      )}
    </LookFrame>
  );
}

function Offsets({ look: { offsetsDeg, offset }, onChange }: { look: EdispLook; onChange: (offsetDeg: number) => void }) {
  if (offsetsDeg.length < 2) return null;
  const middle = (index: number) => Number(((offsetsDeg[index]!.lo + offsetsDeg[index]!.hi) / 2).toFixed(2));
  return (
    <SelectField className="w-40" label="Offset of the dispersion" value={offset} onChange={(event) => onChange(middle(Number(event.target.value)))}>
      {offsetsDeg.map((_, index) => (
        <option key={index} value={index}>
          {middle(index)}°
        </option>
      ))}
    </SelectField>
  );
}
