"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Absent, LookFrame } from "@/components/looks/look-frame";
import { type LookAsked, lookOptions } from "@/components/looks/queries";
import { thetaSquaredFigure } from "@/components/looks/theta-squared-figure";
import { Figure } from "@/components/plots/figure";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import type { ThetaSquaredResult } from "@/lib/looks/events/schema";

/** Theta squared about the file's target, or about a position of one's own. */
export function ThetaSquaredLook({ observationId, fileName }: { observationId: string; fileName: string }) {
  const [asked, setAsked] = useState<LookAsked>({});
  const query = useQuery(lookOptions(observationId, "theta-squared", asked));
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <PositionForm onAsk={setAsked} />
      <LookFrame title="Theta squared" query={query}>
        {(result) => ("reason" in result ? <Absent title="Theta squared" reason={result.reason} /> : <Counted look={result} fileName={fileName} />)}
      </LookFrame>
    </div>
  );
}

function Counted({ look, fileName }: { look: ThetaSquaredResult; fileName: string }) {
  return <Figure spec={useMemo(() => thetaSquaredFigure(look, fileName), [look, fileName])} />;
}

type Errors = Partial<Record<"raDeg" | "decDeg" | "radiusDeg", string>>;

/** Position in degrees (ICRS) and radius; empty fields leave the choice to the file. */
function PositionForm({ onAsk }: { onAsk: (asked: LookAsked) => void }) {
  const [errors, setErrors] = useState<Errors>({});
  const ask = (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const number = (name: string) => (text(name) === "" ? undefined : Number(text(name)));
    const [raDeg, decDeg, radiusDeg] = [number("raDeg"), number("decDeg"), number("radiusDeg")];
    const within = (value: number | undefined, from: number, to: number) => value === undefined || (value >= from && value <= to);
    const found: Errors = {
      ...(within(raDeg, 0, 359.9999) && (raDeg !== undefined || decDeg === undefined) ? {} : { raDeg: "0 to 360; empty with an empty declination" }),
      ...(within(decDeg, -90, 90) && (decDeg !== undefined || raDeg === undefined) ? {} : { decDeg: "-90 to 90; empty with an empty right ascension" }),
      ...(within(radiusDeg, 0.01, 2) ? {} : { radiusDeg: "0.01 to 2" }),
    };
    setErrors(found);
    if (Object.keys(found).length === 0) onAsk({ raDeg, decDeg, radiusDeg });
  };
  return (
    <Form onSend={ask} aria-label="Position of theta squared" className="flex flex-wrap items-start gap-3">
      <TextField className="w-32" label="RA (deg, ICRS)" name="raDeg" inputMode="decimal" placeholder="target" error={errors.raDeg} />
      <TextField className="w-32" label="Dec (deg)" name="decDeg" inputMode="decimal" placeholder="target" error={errors.decDeg} />
      <TextField className="w-28" label="Radius (deg)" name="radiusDeg" inputMode="decimal" placeholder="0.1" error={errors.radiusDeg} />
      <Button type="submit" className="mt-5">
        Count
      </Button>
    </Form>
  );
}
