"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { Keys } from "@/components/frame/keys";
import { Button } from "@/components/ui/button";

/** Keys are letters while somebody types. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target instanceof HTMLInputElement && !/^(checkbox|radio|button)$/.test(target.type)));
}

/** The keys that work on every page, and the list of them. */
export function Shortcuts() {
  const router = useRouter();
  const list = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      if (event.key === "?") list.current?.showModal();
      else if (document.querySelector("dialog[open]")) return;
      else if (event.key === "b") router.push("/basket");
      else if (event.key === "/") {
        const box = document.querySelector<HTMLInputElement>('main [role="search"] input[name="q"]');
        if (box) box.select();
        else router.push("/search");
        box?.focus();
      } else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [router]);

  return (
    <dialog ref={list} aria-label="Keyboard" className="w-[min(24rem,calc(100vw-2rem))] rounded border border-line bg-panel p-5 text-ink backdrop:bg-[#0b1020]/60">
      <h2 className="mb-2 text-base font-semibold">Keyboard</h2>
      <Keys />
      <form method="dialog" className="mt-4 text-right">
        <Button type="submit">Close</Button>
      </form>
    </dialog>
  );
}
