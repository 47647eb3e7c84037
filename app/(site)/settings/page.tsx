import type { Metadata } from "next";
import Link from "next/link";
import { CoordinatesSwitch, ThemeSwitch } from "@/components/preferences/switches";
import { PageHeader, Panel } from "@/components/ui/panel";
import { WhoAmI } from "@/components/viewer/who-am-i";
import { me } from "@/lib/auth/me";
import { currentViewer } from "@/lib/auth/viewer";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const account = await me(await currentViewer());
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-4">
      <PageHeader title="Settings" />
      <Panel title="Display" id="display">
        <div className="flex flex-wrap gap-x-10 gap-y-4">
          <ThemeSwitch />
          <CoordinatesSwitch />
        </div>
        <p className="mt-3 text-xs text-muted">Kept in this browser.</p>
      </Panel>
      {account.sub === null ? null : (
        <Panel title="API tokens">
          <p className="text-sm">
            For scripts and the Python client.{" "}
            <Link href="/settings/tokens" className="font-medium text-accent underline">
              Make, see and revoke tokens
            </Link>
          </p>
        </Panel>
      )}
      <WhoAmI account={account} />
    </div>
  );
}
