import type { Metadata } from "next";
import { FirstView } from "@/components/api/first-view";
import { embargoKeys } from "@/components/embargo/queries";
import { RequestsView } from "@/components/embargo/requests-view";
import { SignInNeeded } from "@/components/viewer/sign-in-needed";
import { currentViewer } from "@/lib/auth/viewer";
import { listRequests } from "@/lib/embargo/grants/request-list";

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
  const answers = (["answer", "asked"] as const).map((role) => ({ queryKey: embargoKeys.requestsOf({ role }), queryFn: () => listRequests(viewer, { role, limit: 200 }) }));
  return (
    <FirstView answers={answers}>
      <RequestsView />
    </FirstView>
  );
}
