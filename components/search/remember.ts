import { tellApi } from "@/components/api/fetch";
import type { ObservationParams } from "@/components/search/params";

/** Has the portal remember a search as the last one made. That it could not is no reason to disturb anybody. */
export function rememberSearch(filters: ObservationParams): void {
  if (Object.keys(filters).length === 0) return;
  tellApi("/searches", { method: "POST", body: { query: filters } }).catch(() => undefined);
}
