"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Failure } from "@/components/api/failure";
import { personText } from "@/components/embargo/grant-words";
import { dropDeputy, embargoKeys, teamOptions } from "@/components/embargo/queries";
import { AskDialog } from "@/components/ui/ask-dialog";
import { Button } from "@/components/ui/button";
import { useNotify } from "@/components/ui/notices";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Bar, Loading } from "@/components/ui/skeleton";
import type { TeamMember } from "@/lib/embargo/grants/schemas";

const NameDeputyDialog = dynamic(async () => (await import("@/components/projects/name-deputy-dialog")).NameDeputyDialog);

/** PI, deputies and members, as the identity service says, with when it was asked. The PI names deputies. */
export function TeamPanel({ code, isPi }: { code: string; isPi: boolean }) {
  const client = useQueryClient();
  const notify = useNotify();
  const team = useQuery(teamOptions(code));
  const [naming, setNaming] = useState(false);
  const [dropping, setDropping] = useState<TeamMember | null>(null);
  const confirm = useRef<HTMLDialogElement>(null);
  const nameButton = useRef<HTMLButtonElement>(null);
  const drop = useMutation({
    mutationFn: (deputy: TeamMember) => dropDeputy(code, deputy.name ?? ""),
    onSuccess: async (_all, deputy) => {
      await client.invalidateQueries({ queryKey: embargoKeys.of(code) });
      notify({ text: `${personText(deputy)} is deputy no more.` });
      nameButton.current?.focus();
    },
  });
  const { data } = team;
  const acting = new Set(data ? [data.pi, ...data.deputies].map(({ name }) => name) : []);

  return (
    <Panel
      title="Team"
      id="team"
      aside={
        isPi ? (
          <Button size="small" ref={nameButton} onClick={() => setNaming(true)}>
            Name a deputy
          </Button>
        ) : null
      }
    >
      {team.isPending ? (
        <div className="flex flex-col gap-3">
          <Loading what="the team" />
          <Bar className="w-full" />
          <Bar className="w-2/3" />
        </div>
      ) : null}
      {team.isError ? <Failure what="The team could not be loaded" error={team.error} retry={() => void team.refetch()} retrying={team.isFetching} /> : null}
      {drop.isError ? <Failure what="The deputy was not dropped" error={drop.error} /> : null}
      {data ? (
        <div className="flex flex-col gap-4 text-sm">
          <People title="Principal investigator" people={[data.pi]} />
          {data.deputies.length > 0 ? (
            <People
              title="Deputies, who act for the PI"
              people={data.deputies}
              action={
                isPi
                  ? (deputy) => (
                      <Button
                        size="small"
                        look="plain"
                        aria-label={`Drop deputy ${personText(deputy)}`}
                        onClick={() => {
                          setDropping(deputy);
                          confirm.current?.showModal();
                        }}
                      >
                        Drop
                      </Button>
                    )
                  : undefined
              }
            />
          ) : null}
          <People title="Members who have signed in" people={data.members.filter(({ name }) => !acting.has(name))} empty="nobody else yet" />
          <p className="text-xs text-muted">
            Members are who is in <span className="figures">{data.group}</span> at the identity service. Who leaves it there loses these rights here within minutes.
          </p>
        </div>
      ) : null}
      {naming && data ? (
        <NameDeputyDialog
          code={code}
          team={data}
          onClose={() => {
            flushSync(() => setNaming(false));
            nameButton.current?.focus();
          }}
        />
      ) : null}
      <AskDialog ref={confirm} title={`Drop ${dropping ? personText(dropping) : ""} as deputy?`} confirm="Drop" onConfirm={() => dropping && drop.mutate(dropping)}>
        <p>They stay a member of {code} and read its data, but give and revoke grants and answer requests no more. What they gave stays.</p>
      </AskDialog>
    </Panel>
  );
}

interface PeopleProps {
  readonly title: string;
  readonly people: readonly TeamMember[];
  readonly empty?: string;
  readonly action?: (person: TeamMember) => ReactNode;
}

function People({ title, people, empty, action }: PeopleProps) {
  return (
    <div>
      <h3 className="text-xs font-medium text-muted">{title}</h3>
      {people.length === 0 ? <p className="text-muted">{empty}</p> : null}
      <ul>
        {people.map((person) => (
          <li key={person.name ?? personText(person)} className="flex flex-wrap items-baseline justify-between gap-x-3 py-1">
            <span className="min-w-0 break-words">
              <span className="font-medium">{personText(person)}</span>
              {person.displayName && person.name ? <span className="figures ml-1.5 text-xs text-muted">{person.name}</span> : null}
              <span className={`block text-xs ${person.isMember ? "text-muted" : "font-medium text-closed"}`}>
                {person.isMember ? "in the group" : "not in the group: may not act or read"}
                {person.checkedAt ? (
                  <>
                    , asked <RelativeTime iso={person.checkedAt} />
                  </>
                ) : (
                  ", never signed in"
                )}
              </span>
            </span>
            {action?.(person)}
          </li>
        ))}
      </ul>
    </div>
  );
}
