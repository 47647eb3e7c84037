"use client";

import { useSyncExternalStore } from "react";
import { formatDateTime, formatRelative } from "@/lib/units/format";

const minuteMs = 60_000;

function everyMinute(onTick: () => void): () => void {
  const timer = setInterval(onTick, minuteMs);
  return () => clearInterval(timer);
}

const thisMinute = () => Math.floor(Date.now() / minuteMs);
const noTimeOnServer = () => null;

/** How long ago, or until when; the exact UTC time on hover. The server, which is another clock, writes the exact one. */
export function RelativeTime({ iso }: { iso: string }) {
  const minute = useSyncExternalStore(everyMinute, thisMinute, noTimeOnServer);
  const exact = `${formatDateTime(iso)} UTC`;
  return (
    <time dateTime={iso} title={exact}>
      {minute === null ? exact : formatRelative(iso, (minute + 1) * minuteMs)}
    </time>
  );
}
