"use client";

import { useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import { Failure } from "@/components/api/failure";
import { asProblem } from "@/components/api/problem";
import { hdusOptions } from "@/components/looks/queries";
import { HduPanel } from "@/components/product/hdu-panel";
import { CopyButton } from "@/components/ui/copy-button";
import { Message } from "@/components/ui/message";
import { PageHeader } from "@/components/ui/panel";
import { Bar, Loading } from "@/components/ui/skeleton";
import { formatCountOf, formatDate } from "@/lib/units/format";

/** What is in a FITS file: its HDUs, and of each header, columns and first rows. */
export function ProductView({ productId, release }: { productId: string; release: number }) {
  const query = useQuery(hdusOptions(productId));
  const name = productId.slice(productId.indexOf(":") + 1);
  return (
    <>
      <PageHeader
        title={<span className="break-all">{name}</span>}
        note={
          <span className="inline-flex flex-wrap items-center gap-1">
            <span className="figures break-all">{productId}</span>
            <CopyButton value={productId} what="product id" /> · release {release}
          </span>
        }
      />
      {query.data?.state === "ready" ? (
        <div className="flex flex-col gap-4">
          <p className="text-sm text-muted">{formatCountOf(query.data.result.hdus.length + query.data.result.more, "HDU")}.</p>
          {query.data.result.hdus.map((hdu) => (
            <HduPanel key={hdu.index} productId={productId} hdu={hdu} />
          ))}
          {query.data.result.more > 0 ? <p className="text-sm text-muted">{formatCountOf(query.data.result.more, "further HDU")} not shown.</p> : null}
        </div>
      ) : query.isError ? (
        <Refused error={query.error} retry={() => void query.refetch()} retrying={query.isFetching} />
      ) : (
        <div className="flex flex-col gap-4 rounded border border-line bg-panel p-4">
          <Loading what="the file" />
          <Bar className="w-full" />
          <Bar className="w-4/5" />
        </div>
      )}
    </>
  );
}

function Refused({ error, retry, retrying }: { error: unknown; retry: () => void; retrying: boolean }) {
  const problem = asProblem(error);
  if (problem.slug !== "embargoed") return <Failure what="The file could not be looked into" error={error} retry={problem.status === 422 ? undefined : retry} retrying={retrying} />;
  const { opensAt } = problem.members;
  return (
    <Message look="warning" icon={<Lock size={16} aria-hidden />} title="This file is closed to you">
      <p>{typeof opensAt === "string" ? `It opens on ${formatDate(opensAt)}.` : "No date is set on which it opens."} Its observation’s page says how to ask for access.</p>
    </Message>
  );
}
