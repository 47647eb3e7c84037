/** The way to the sign-in page and back to where one is. */
export function signInHref(here: string): string {
  return `/signin?callbackUrl=${encodeURIComponent(here)}`;
}

/** Where to go after signing in: a path of this portal, else the search. Another site's address never is one. */
export function safeCallback(asked: string | null | undefined): string {
  if (!asked?.startsWith("/") || /^\/[/\\]/.test(asked)) return "/search";
  const url = new URL(asked, "http://portal.invalid");
  return url.host === "portal.invalid" ? url.pathname + url.search : "/search";
}
