import type { Metadata } from "next";
import { FirstView } from "@/components/api/first-view";
import { NoticeList } from "@/components/notices/notice-list";
import { noticeKeys } from "@/components/notices/queries";
import { SignInNeeded } from "@/components/viewer/sign-in-needed";
import { currentViewer } from "@/lib/auth/viewer";
import { listNotices } from "@/lib/embargo/grants/notice-list";

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
  return (
    <FirstView answers={[{ queryKey: noticeKeys.list, queryFn: () => listNotices(viewer, { limit: 200 }) }]}>
      <NoticeList />
    </FirstView>
  );
}
