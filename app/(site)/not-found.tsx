import type { Metadata } from "next";
import { NothingHere } from "@/components/frame/nothing-here";

export const metadata: Metadata = { title: "Not found" };

/** Hidden and absent look the same. */
export default function NotFound() {
  return <NothingHere />;
}
