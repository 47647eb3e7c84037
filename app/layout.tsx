import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { PreferencesProvider } from "@/components/preferences/context";
import { readPreferences } from "@/components/preferences/preferences";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Airshower", template: "%s · Airshower" },
  description: "From the proposal's gamma-ray data to a notebook: search, IRFs, basket, launch.",
  icons: { icon: { url: "/favicon.svg", type: "image/svg+xml" } },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#121a2e" },
  ],
};

/** The document, with the viewer's theme in its first byte: nothing flashes. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const preferences = readPreferences(head.get("host") ?? "", (name) => jar.get(name)?.value);
  return (
    <html lang="en" data-theme={preferences.theme === "system" ? undefined : preferences.theme} suppressHydrationWarning>
      <body className="flex min-h-dvh flex-col text-sm">
        <PreferencesProvider initial={preferences}>{children}</PreferencesProvider>
      </body>
    </html>
  );
}
