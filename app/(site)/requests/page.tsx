import type { Metadata } from "next";
import { RequestsView } from "@/components/embargo/requests-view";
import { SignInNeeded } from "@/components/viewer/sign-in-needed";
import { currentViewer } from "@/lib/auth/viewer";

export const metadata: Metadata = { title: "Requests" };

export default async function RequestsPage() {
  const viewer = await currentViewer();
  if (viewer.kind === "anonymous") {
    return (
      <SignInNeeded title="Requests belong to an account" here="/requests">
        Sign in to see what you asked for, and what is asked of you.
      </SignInNeeded>
    );
  }
  return <RequestsView />;
}
