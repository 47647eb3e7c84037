"use client";

import { useQuery } from "@tanstack/react-query";
import { Failure } from "@/components/api/failure";
import { DownloadMenu } from "@/components/basket/download-menu";
import { sharedManifestOptions } from "@/components/basket/manifest-queries";
import { LaunchPanel } from "@/components/launch/launch-panel";
import { CitePanel } from "@/components/manifest/cite-panel";
import { FileList } from "@/components/manifest/file-list";
import { LinkPanel } from "@/components/manifest/link-panel";
import { ObservationList } from "@/components/manifest/observation-list";
import { TakeButton } from "@/components/manifest/take-button";
import { PageHeader } from "@/components/ui/panel";
import { Loading } from "@/components/ui/skeleton";
import { useViewer } from "@/components/viewer/context";
import { formatBytes, formatCountOf, formatDateTime } from "@/lib/units/format";

/** A frozen data set as this viewer is shown it: what it is, how to cite it, and the ways to take it. */
export function ManifestView({ id }: { id: string }) {
  const viewer = useViewer();
  const { data: manifest, ...query } = useQuery(sharedManifestOptions(id));
  if (!manifest) return query.isError ? <Failure what="The data set could not be loaded" error={query.error} retry={() => void query.refetch()} retrying={query.isFetching} /> : <Loading what="the data set" />;
  const { observations, files, totalBytes } = manifest;
  const size = `${formatCountOf(observations.length, "observation")}, ${formatCountOf(files.length, "file")}, ${formatBytes(totalBytes)}`;

  return (
    <>
      <PageHeader title="Data set" note={`Frozen on ${formatDateTime(manifest.createdAt).slice(0, 16)} UTC. Open to you now: ${size}.`}>
        {files.length > 0 ? <TakeButton manifestId={id} /> : null}
        {files.length > 0 && viewer.signedIn ? <DownloadMenu lists={`/manifests/${id}/export`} /> : null}
      </PageHeader>
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-6">
          {files.length === 0 ? <p className="rounded border border-closed bg-closed-soft px-4 py-3 text-sm">Nothing of this data set is open to you any more. Your right to it has ended, or the data were withdrawn.</p> : null}
          {observations.length > 0 ? <ObservationList observations={observations} /> : null}
          {files.length > 0 ? <FileList files={files} /> : null}
          <CitePanel citation={manifest.citation} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          {manifest.isOwner ? <LinkPanel manifest={manifest} /> : null}
          {viewer.signedIn && files.length > 0 ? <LaunchPanel subject={{ manifestId: id, observationCount: observations.length, readableCount: observations.length, totalBytes }} /> : null}
        </div>
      </div>
    </>
  );
}
