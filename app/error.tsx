"use client";

import { PageFailure, type PageFailureProps } from "@/components/frame/page-failure";

/** When even the frame could not be made. */
export default function RootError(props: PageFailureProps) {
  return <PageFailure {...props} />;
}
