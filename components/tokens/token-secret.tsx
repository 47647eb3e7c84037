"use client";

import { KeyRound } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Message } from "@/components/ui/message";
import type { ApiTokenMade } from "@/lib/auth/api-tokens/schemas";

/** The secret of a token that was just made, and how to use it. Shown until it is put away, and never again. */
export function TokenSecret({ made, portalUrl, onDone }: { made: ApiTokenMade; portalUrl: string; onDone: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const login = `airshower login --token ${portalUrl}`;
  return (
    <Message look="good" role="status" icon={<KeyRound size={16} aria-hidden />} title={`The token “${made.name}” is made. Copy it now: it is not shown again.`} actions={<Button onClick={onDone}>I have copied it</Button>}>
      <div className="flex items-center gap-2">
        <input ref={field} readOnly aria-label="The token’s secret" value={made.token} onFocus={(event) => event.target.select()} className="figures h-9 min-w-0 flex-1 rounded border border-edge bg-panel px-2.5 text-xs" />
        <CopyButton value={made.token} what="the token" text="Copy" />
      </div>
      <p className="mt-2">
        Keep it as you keep a password: in a file that only you can read, not in a notebook or a repository. The Python client does so when you run <code className="figures">{login}</code> and paste it there; other programs send it as{" "}
        <code className="figures">Authorization: Bearer …</code>.
      </p>
    </Message>
  );
}
