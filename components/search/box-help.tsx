"use client";

import dynamic from "next/dynamic";
import { Menu } from "@/components/ui/menu";

const KeyTable = dynamic(() => import("@/components/search/key-table").then((module) => module.KeyTable), { ssr: false });

/** What one may write into the box. */
export function BoxHelp() {
  return (
    <Menu label="What can I write?" isLate>
      <KeyTable />
    </Menu>
  );
}
