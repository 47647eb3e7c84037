import { currentBanners } from "@/lib/announce/current";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

// For everybody, also while the database is away: who asks does not matter.
export const GET = route({ anyone: true }, async () => json({ items: await currentBanners() }));
