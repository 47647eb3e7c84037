import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import type { Me } from "@/lib/auth/schemas";

/** Who the portal takes one for: the account, its groups, and the projects that follow from them. */
export function WhoAmI({ account }: { account: Me }) {
  if (account.sub === null) {
    return (
      <Panel title="Who am I?">
        <p className="text-sm">
          You are not signed in and see what is public.{" "}
          <Link href="/signin?callbackUrl=%2Fsettings" prefetch={false} className="font-medium text-accent underline">
            Sign in
          </Link>
        </p>
      </Panel>
    );
  }
  return (
    <Panel title="Who am I?">
      <dl className="flex flex-col gap-4 text-sm">
        <div>
          <dt className="text-xs font-medium text-muted">Account</dt>
          <dd>
            {account.name ?? account.username} <span className="figures text-muted">({account.username})</span>
          </dd>
        </div>
        <div>
          <dt className="text-xs font-medium text-muted">Groups, as the identity service tells them</dt>
          <dd>
            {account.groups.length === 0 ? (
              "none"
            ) : (
              <ul className="figures">
                {account.groups.map((group) => (
                  <li key={group}>{group}</li>
                ))}
              </ul>
            )}
          </dd>
        </div>
        <div>
          <dt className="text-xs font-medium text-muted">Projects</dt>
          <dd>
            {account.projects.length === 0 ? (
              "none"
            ) : (
              <ul>
                {account.projects.map((project) => (
                  <li key={project.code}>
                    <Link href={`/projects/${encodeURIComponent(project.code)}`} className="font-medium text-accent hover:underline">
                      {project.code}
                    </Link>{" "}
                    <span className="text-muted">
                      {project.title}, {{ pi: "principal investigator", deputy: "deputy of the PI", member: "member" }[project.role]}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </dd>
        </div>
      </dl>
      <p className="mt-4 text-xs text-muted">A group missing? It is given at the identity service, which the portal asks again every few minutes.</p>
    </Panel>
  );
}
