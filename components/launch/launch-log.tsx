"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { buildLogOptions } from "@/components/launch/queries";

/** What the service said while it built, its newest line in view; open while it builds, and when it has failed. */
export function LaunchLog({ id, isGrowing, isOpen }: { id: string; isGrowing: boolean; isOpen: boolean }) {
  const log = useQuery(buildLogOptions(id, isGrowing));
  const end = useRef<HTMLPreElement>(null);
  useEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [log.data]);
  if (!log.data) return null;
  return (
    <details open={isOpen} className="rounded border border-line bg-panel">
      <summary className="cursor-pointer px-4 py-2 text-sm font-medium">Log of the build</summary>
      {/* Scrolls by keyboard too. */}
      <pre ref={end} role="region" tabIndex={0} aria-label="Log of the build" className="figures max-h-80 overflow-auto border-t border-line px-4 py-2 text-xs whitespace-pre-wrap break-words">
        {log.data}
      </pre>
    </details>
  );
}
