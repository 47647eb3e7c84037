import type { Metadata } from "next";
import { NothingHere } from "@/components/frame/nothing-here";
import { SiteFrame } from "@/components/frame/site-frame";

export const metadata: Metadata = { title: "Not found" };

/** An address that no page has. It looks as a thing that the viewer may not know of: see `(site)/not-found.tsx`. */
export default function NotFound() {
  return (
    <SiteFrame>
      <NothingHere />
    </SiteFrame>
  );
}
