"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { buttonClass } from "@/components/ui/button";
import { signInHref } from "@/components/viewer/sign-in-href";

/** To the sign-in page and back here, the search of the address included. */
export function SignInLink() {
  const path = usePathname();
  if (path === "/signin") return null;
  return (
    <Link
      href={signInHref(path)}
      prefetch={false}
      className={buttonClass("primary", "small")}
      onClick={(event) => {
        event.preventDefault();
        window.location.assign(signInHref(window.location.pathname + window.location.search));
      }}
    >
      Sign in
    </Link>
  );
}
