"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { Failure } from "@/components/api/failure";
import { AccessBadge } from "@/components/observation/access-badge";
import { productsOptions } from "@/components/observation/queries";
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
        <div className="overflow-x-auto">
          <table className="w-full text-sm" aria-label="Data products">
            <thead>
              <tr className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium [&>th]:whitespace-nowrap">
                <th scope="col">File</th>
                <th scope="col">Role</th>
                <th scope="col" className="text-right">
                  Size (MB)
                </th>
                <th scope="col" className="text-right">
                  Release
                </th>
                <th scope="col">Access</th>
                <th scope="col">
                  <span className="sr-only">Download</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {products.data.items.map((product) => (
                <ProductRow key={product.id} product={product} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </Panel>
  );
}

function ProductRow({ product }: { product: Product }) {
  return (
    <tr className="[&>td]:border-b [&>td]:border-line [&>td]:px-4 [&>td]:py-2 [&>td]:align-top">
      <td className="min-w-56">
        <span className="flex items-start gap-1">
          <span className="figures break-all">{product.name}</span>
          <CopyButton value={product.id} what={`product id ${product.id}`} />
        </span>
        {product.hdus.length > 0 ? <span className="text-xs text-muted">{product.hdus.map((hdu) => hdu.hduClass ?? hdu.type).join(", ")}</span> : null}
      </td>
      <td className="whitespace-nowrap">
        {product.role}
        {product.shared ? <span className="block text-xs text-muted">shared by observations</span> : null}
      </td>
      <td className="figures text-right">{formatMegabytes(product.sizeBytes)}</td>
      <td className="figures text-right">{product.release}</td>
      <td>
        <AccessBadge access={product.access} />
      </td>
      <td className="text-right">
        {product.url ? (
          <a className={buttonClass("quiet", "small")} href={product.url} download aria-label={`Download ${product.name}`}>
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
