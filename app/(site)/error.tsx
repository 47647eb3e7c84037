"use client";

import { PageFailure, type PageFailureProps } from "@/components/frame/page-failure";

export default function SiteError(props: PageFailureProps) {
  return <PageFailure {...props} />;
}
