import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { FirstView } from "@/components/api/first-view";
import { orNotFound } from "@/components/api/or-not-found";
import { LaunchProgress } from "@/components/launch/launch-progress";
import { launchKeys } from "@/components/launch/queries";
import { SignInNeeded } from "@/components/viewer/sign-in-needed";
import { currentViewer } from "@/lib/auth/viewer";
import { getLaunch } from "@/lib/launch/launch";

export const metadata: Metadata = { title: "Launch" };

type PageProps = { params: Promise<{ id: string }> };

export default async function LaunchPage({ params }: PageProps) {
  const id = z.uuid().safeParse((await params).id).data ?? notFound();
  const viewer = await currentViewer();
  if (viewer.kind === "anonymous") {
    return (
      <SignInNeeded title="Launches belong to an account" here={`/launches/${id}`}>
        Sign in to see this one, if it is yours.
      </SignInNeeded>
    );
  }
  const launch = await orNotFound(getLaunch(viewer, id));
  return (
    <FirstView answers={[{ queryKey: launchKeys.one(id), queryFn: async () => launch }]}>
      <LaunchProgress id={id} />
    </FirstView>
  );
}
