import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Article } from "@/components/guide/article";
import { findGuidePage } from "@/lib/guide/pages";
import { renderPage } from "@/lib/guide/render";

interface Props {
  readonly params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: findGuidePage((await params).slug)?.title ?? "Documentation" };
}

export default async function GuidePage({ params }: Props) {
  const page = findGuidePage((await params).slug) ?? notFound();
  return <Article page={page} rendered={await renderPage(page)} />;
}
