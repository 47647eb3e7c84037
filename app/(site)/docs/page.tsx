import type { Metadata } from "next";
import { Contents } from "@/components/guide/contents";

export const metadata: Metadata = { title: "Documentation" };

export default function DocumentationPage() {
  return <Contents />;
}
