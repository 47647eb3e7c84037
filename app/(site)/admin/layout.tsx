import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { AdminFrame } from "@/components/admin/frame/admin-frame";
import { managedCollections } from "@/components/admin/frame/managed";

/** For those who manage the embargo of a collection; for anybody else there is nothing at this address. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const collections = await managedCollections();
  if (collections.length === 0) notFound();
  return <AdminFrame collections={collections}>{children}</AdminFrame>;
}
