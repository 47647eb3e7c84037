import { type NextRequest, NextResponse } from "next/server";

/**
 * Runs before every page: gives the request an id that logs and error messages quote, and the page a content security
 * policy whose nonce only this answer knows. The API sets its own headers (`lib/http`) and is left out here, so that
 * a search over HTTP costs nothing more.
 */
export function proxy(request: NextRequest): NextResponse {
  const requestId = acceptedRequestId(request.headers.get("x-request-id")) ?? crypto.randomUUID();
  const slashless = withoutSlash(request);
  if (slashless) return slashless;
  const policy = contentSecurityPolicy(Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64"));
  const headers = new Headers(request.headers);
  headers.set("x-request-id", requestId);
  headers.set("content-security-policy", policy);
  // Server components do not know their address; signing in again shall lead back to it.
  headers.set("x-portal-path", `${request.nextUrl.pathname}${request.nextUrl.search}`);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("x-request-id", requestId);
  response.headers.set("content-security-policy", policy);
  return response;
}

/** A page has one address; Next would see to it for ESAP's addresses too (`next.config.mjs`). */
function withoutSlash(request: NextRequest): NextResponse | null {
  const { pathname, search } = request.nextUrl;
  if (pathname === "/" || !pathname.endsWith("/")) return null;
  // Runs of slashes too: `//elsewhere` would be another host.
  return NextResponse.redirect(new URL(`/${pathname.replace(/^\/+|\/+$/g, "")}${search}`, process.env.PORTAL_URL ?? request.url), 308);
}

/** A load balancer may name the request first; anything that does not look like an id is replaced, logs stay clean. */
function acceptedRequestId(offered: string | null): string | null {
  return offered !== null && /^[A-Za-z0-9._-]{8,128}$/.test(offered) ? offered : null;
}

/** Plotly makes an empty style element and fills it by script, which needs no leave; this is the hash of nothing. */
const EMPTY_STYLE = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

/**
 * Scripts run by nonce only, styles come from our own files, and nothing is fetched from or sent to anywhere else, except
 * that the sign-out form ends at the identity service: Chromium checks `form-action` after redirects too. Attributes may
 * style an element: Plotly draws by them, and what they name is fetched from here only.
 */
function contentSecurityPolicy(nonce: string): string {
  const development = process.env.NODE_ENV === "development";
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}' '${EMPTY_STYLE}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    `form-action ${["'self'", ...issuerOrigin()].join(" ")}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
}

function issuerOrigin(): string[] {
  const issuer = process.env.OIDC_ISSUER;
  return issuer && URL.canParse(issuer) ? [new URL(issuer).origin] : [];
}

export const config = {
  matcher: ["/((?!api/|esap-api/|_next/static/|_next/image|favicon.svg|logo.svg|healthz|readyz).*)"],
};
