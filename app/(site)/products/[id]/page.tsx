import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { orNotFound } from "@/components/api/or-not-found";
import { ProductView } from "@/components/product/product-view";
import { currentViewer } from "@/lib/auth/viewer";
import { productIdSchema } from "@/lib/catalogue/schemas";
import { requireProduct } from "@/lib/looks/product";

type PageProps = { params: Promise<{ id: string }> };

/** The same for every address: a title must not tell that a file exists. */
export const metadata: Metadata = { title: "File" };

export default async function ProductPage({ params }: PageProps) {
  const id = productIdSchema.safeParse(decodeURIComponent((await params).id)).data ?? notFound();
  const { release } = await orNotFound(requireProduct(await currentViewer(), id));
  return <ProductView productId={id} release={release} />;
}
