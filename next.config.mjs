import path from "node:path";

/**
 * Headers that hold for every answer, files of `/public` and the API included. The content security policy of pages
 * carries a nonce and is set per request in `proxy.ts`; what is not a page may load nothing at all.
 */
const everywhere = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** @type {import("next").NextConfig} */
const config = {
  turbopack: { root: path.resolve(import.meta.dirname) },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // `npm test` checks the types of the whole project; a start of the demo need not do it again.
  typescript: { ignoreBuildErrors: true },
  // ESAP's addresses end with a slash, and its clients need not follow redirects; `proxy.ts` redirects pages.
  skipTrailingSlashRedirect: true,
  headers: async () => [
    { source: "/:path*", headers: everywhere },
    ...["/api/v1/:path*", "/esap-api/:path*"].map((source) => ({ source, headers: [{ key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" }] })),
  ],
};

export default config;
