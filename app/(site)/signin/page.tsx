import type { Metadata } from "next";
import { SignIn } from "@/components/signin/sign-in";
import { safeCallback } from "@/components/viewer/sign-in-href";
import { signInProblem } from "@/lib/auth/sign-in-problems";
import { currentViewer } from "@/lib/auth/viewer";

export const metadata: Metadata = { title: "Sign in" };

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: PageProps) {
  const [query, viewer] = await Promise.all([searchParams, currentViewer()]);
  const text = (name: string) => (typeof query[name] === "string" ? query[name] : null);
  const problem = text("error") ? (signInProblem(text("error")) ?? signInProblem("login-failed")) : null;
  return <SignIn problem={problem} callback={safeCallback(text("callbackUrl"))} username={viewer.kind === "user" ? viewer.username : null} />;
}
