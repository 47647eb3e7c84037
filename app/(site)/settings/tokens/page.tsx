import type { Metadata } from "next";
import { FirstView } from "@/components/api/first-view";
import { tokenKeys } from "@/components/tokens/queries";
import { TokenPage } from "@/components/tokens/token-page";
import { SignInNeeded } from "@/components/viewer/sign-in-needed";
import { listApiTokens } from "@/lib/auth/api-tokens/manage";
import { scopes } from "@/lib/auth/api-tokens/scopes";
import { currentViewer } from "@/lib/auth/viewer";
import { setting } from "@/lib/config/environment";

export const metadata: Metadata = { title: "API tokens" };

export default async function TokensPage() {
  const viewer = await currentViewer();
  if (viewer.kind === "anonymous") {
    return (
      <SignInNeeded title="API tokens belong to an account" here="/settings/tokens">
        Sign in to make tokens for scripts, and to see and revoke yours.
      </SignInNeeded>
    );
  }
  return (
    <FirstView answers={[{ queryKey: tokenKeys.list, queryFn: () => listApiTokens(viewer) }]}>
      <TokenPage portalUrl={setting("PORTAL_URL")} scopes={scopes} />
    </FirstView>
  );
}
