import type { Metadata } from "next";
import { FirstView } from "@/components/api/first-view";
import { basketKeys } from "@/components/basket/queries";
import { ManifestList } from "@/components/manifest/manifest-list";
import { PageHeader } from "@/components/ui/panel";
import { SignInNeeded } from "@/components/viewer/sign-in-needed";
import { currentViewer } from "@/lib/auth/viewer";
import { listManifests } from "@/lib/basket/links";

export const metadata: Metadata = { title: "Data sets" };

export default async function ManifestsPage() {
  const viewer = await currentViewer();
  if (viewer.kind === "anonymous") {
    return (
      <SignInNeeded title="Data sets belong to an account" here="/manifests">
        Sign in to see what you exported, launched and shared.
      </SignInNeeded>
    );
  }
  return (
    <>
      <PageHeader title="Data sets" note="What you exported, launched and shared, as it was frozen. Counted is what you may read now." />
      <FirstView answers={[{ queryKey: basketKeys.manifests, queryFn: () => listManifests(viewer, { limit: 100 }) }]}>
        <ManifestList />
      </FirstView>
    </>
  );
}
