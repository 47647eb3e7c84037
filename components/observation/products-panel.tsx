"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Failure } from "@/components/api/failure";
import { AccessBadge } from "@/components/observation/access-badge";
import { productsOptions } from "@/components/observation/queries";
import { downloadHref } from "@/components/observation/download-href";
import { buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Panel } from "@/components/ui/panel";
import { Bar, Loading } from "@/components/ui/skeleton";
import type { Product } from "@/lib/catalogue/schemas";
import { formatMegabytes } from "@/lib/units/format";

/** The observation's files: what each holds, how large, which release, and the way to its bytes if they are open. */
export function ProductsPanel({ observationId }: { observationId: string }) {
  const products = useQuery(productsOptions(observationId));
  return (
    <Panel title="Data products" flush>
      {products.isPending ? <ProductsSkeleton /> : null}
      {products.isError ? (
        <div className="p-4">
          <Failure what="The list of files could not be loaded" error={products.error} retry={() => void products.refetch()} retrying={products.isFetching} />
        </div>
      ) : null}
      {products.data && products.data.items.length === 0 ? <p className="p-4 text-sm text-muted">The store holds no files for this observation.</p> : null}
      {products.data && products.data.items.length > 0 ? (
        <table role="table" aria-label="Data products" className="w-full text-sm max-sm:block">
          <thead role="rowgroup" className="max-sm:hidden">
            <tr role="row" className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium [&>th]:whitespace-nowrap">
              <Head>File</Head>
              <Head>Role</Head>
              <Head right>Size (MB)</Head>
              <Head right>Release</Head>
              <Head>Access</Head>
              <Head>
                <span className="sr-only">Download</span>
              </Head>
            </tr>
          </thead>
          <tbody role="rowgroup" className="max-sm:block">
            {products.data.items.map((product) => (
              <ProductRow key={product.id} product={product} />
            ))}
          </tbody>
        </table>
      ) : null}
    </Panel>
  );
}

function Head({ children, right = false }: { children: ReactNode; right?: boolean }) {
  return (
    <th role="columnheader" scope="col" className={right ? "text-right" : ""}>
      {children}
    </th>
  );
}

function ProductRow({ product }: { product: Product }) {
  return (
    <tr
      role="row"
      className="max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:gap-x-4 max-sm:gap-y-1 max-sm:border-b max-sm:border-line max-sm:px-4 max-sm:py-3 max-sm:last:border-0 sm:[&>td]:border-b sm:[&>td]:border-line sm:[&>td]:px-4 sm:[&>td]:py-2 sm:[&>td]:align-top sm:last:[&>td]:border-0"
    >
      <td role="cell" className="min-w-0 max-sm:col-span-2">
        <span className="flex items-start gap-1">
          <span className="figures break-all">{product.name}</span>
          <CopyButton value={product.id} what={`product id ${product.id}`} />
        </span>
        {product.hdus.length > 0 ? <span className="text-xs text-muted">{product.hdus.map((hdu) => hdu.hduClass ?? hdu.type).join(", ")}</span> : null}
      </td>
      <td role="cell" className="whitespace-nowrap">
        {product.role}
        {product.shared ? <span className="block text-xs text-muted">shared by observations</span> : null}
      </td>
      <td role="cell" className="figures text-right">
        {formatMegabytes(product.sizeBytes)}
        <span className="text-muted sm:hidden"> MB</span>
      </td>
      <td role="cell" className="figures text-right max-sm:hidden">
        {product.release}
      </td>
      <td role="cell">
        <AccessBadge access={product.access} />
      </td>
      <td role="cell" className="text-right">
        {product.did && /\bfits\b/.test(product.mediaType + product.name) ? (
          <Link className={buttonClass("plain", "small")} href={`/products/${encodeURIComponent(product.id)}`} prefetch={false} aria-label={`Look into ${product.name}`}>
            Look into
          </Link>
        ) : null}
        {product.did ? (
          <a className={buttonClass("quiet", "small")} href={downloadHref(product.did)} download aria-label={`Download ${product.name}`}>
            <Download size={14} aria-hidden /> Download
          </a>
        ) : null}
      </td>
    </tr>
  );
}

function ProductsSkeleton() {
  return (
    <div className="flex flex-col gap-4 p-4">
      <Loading what="files" />
      <Bar className="w-full" />
      <Bar className="w-4/5" />
      <Bar className="w-11/12" />
    </div>
  );
}
