"use client";

import { createContext, type ReactNode, useContext } from "react";

/** As much of the viewer as the browser needs to draw the right buttons. Rights are decided by the server alone. */
export interface PageViewer {
  readonly signedIn: boolean;
  readonly username: string | null;
}

const ViewerContext = createContext<PageViewer>({ signedIn: false, username: null });

export function ViewerProvider({ viewer, children }: { viewer: PageViewer; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>;
}

export const useViewer = () => useContext(ViewerContext);
