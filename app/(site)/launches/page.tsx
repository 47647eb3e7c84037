import type { Metadata } from "next";
import { Suspense } from "react";
import { FirstView } from "@/components/api/first-view";
import { LaunchListSkeleton } from "@/components/launch/launch-list-skeleton";
import { LaunchList } from "@/components/launch/launch-list";
import { launchKeys } from "@/components/launch/queries";
import { PageHeader } from "@/components/ui/panel";
import { SignInNeeded } from "@/components/viewer/sign-in-needed";
import { currentViewer } from "@/lib/auth/viewer";
import { listLaunches } from "@/lib/launch/launch";

export const metadata: Metadata = { title: "Launches" };

export default async function LaunchesPage() {
  const viewer = await currentViewer();
  if (viewer.kind === "anonymous") {
    return (
      <SignInNeeded title="Launches belong to an account" here="/launches">
        Sign in to see yours.
      </SignInNeeded>
    );
  }
  return (
    <>
      <PageHeader title="Launches" />
      <Suspense fallback={<LaunchListSkeleton />}>
        <FirstView answers={[{ queryKey: launchKeys.list, queryFn: () => listLaunches(viewer) }]}>
          <LaunchList />
        </FirstView>
      </Suspense>
    </>
  );
}
