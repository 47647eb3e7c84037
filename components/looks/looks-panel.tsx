"use client";

import { Lock } from "lucide-react";
import { EventsLook } from "@/components/looks/events-look";
import { IrfsLook } from "@/components/looks/irfs-look";
import { ThetaSquaredLook } from "@/components/looks/theta-squared-look";
import { InView } from "@/components/plots/in-view";
import { Message } from "@/components/ui/message";
import { Panel } from "@/components/ui/panel";
import type { Observation } from "@/lib/catalogue/schemas";
import { formatDate } from "@/lib/units/format";

/** Quick looks at an observation's events and responses; of closed data, when they open and where the reason stands. */
export function LooksPanel({ observation }: { observation: Observation }) {
  const { id, access, fovRadiusDeg } = observation;
  const fileName = id.replace(":", "-");
  if (!access.readable) {
    const when = access.onHold ? "Its files are on hold: nobody can look at them until an embargo manager lifts it." : access.opensAt ? `Its files open on ${formatDate(access.opensAt)}.` : "Its files are closed, and no date is set.";
    return (
      <Panel title="Quick look">
        <Message look="warning" icon={<Lock size={16} aria-hidden />} title="The data are closed to you">
          <p>{when} Then its plots will be here.</p>
          {/* The panel of reasons knows whether asking could help: a second button here would be a second decision. */}
          <a href="#access" className="font-medium text-accent underline">
            Why, and what you can do
          </a>
        </Message>
      </Panel>
    );
  }
  return (
    <>
      <Panel title="Quick look: events">
        <InView className="flex min-h-80 flex-col gap-3">{() => <EventsLook observationId={id} fileName={fileName} fovRadiusDeg={fovRadiusDeg} />}</InView>
      </Panel>
      <Panel title="Quick look: theta squared">
        <InView className="min-h-96">{() => <ThetaSquaredLook observationId={id} fileName={fileName} />}</InView>
      </Panel>
      <Panel title="Quick look: responses">
        <InView className="min-h-96">{() => <IrfsLook observationId={id} fileName={fileName} />}</InView>
      </Panel>
    </>
  );
}
