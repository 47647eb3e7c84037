"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { Menu } from "@/components/ui/menu";

const KeyTable = dynamic(() => import("@/components/search/key-table").then((module) => module.KeyTable), { ssr: false });

/** What one may write into the box; fetched when somebody looks. */
export function BoxHelp() {
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <Menu label="What can I write?" onOpen={() => setWasOpened(true)}>
      {wasOpened ? <KeyTable /> : null}
    </Menu>
  );
}
