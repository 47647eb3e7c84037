import type { Metadata } from "next";
import { NoticeList } from "@/components/notices/notice-list";
import { SignInNeeded } from "@/components/viewer/sign-in-needed";
import { currentViewer } from "@/lib/auth/viewer";

export const metadata: Metadata = { title: "Notices" };

export default async function NoticesPage() {
  const viewer = await currentViewer();
  if (viewer.kind === "anonymous") {
    return (
      <SignInNeeded title="Notices belong to an account" here="/notices">
        Sign in to see yours.
      </SignInNeeded>
    );
  }
  return <NoticeList />;
}
