import { leaveExpiredSession } from "@/lib/auth/logout";
import { route } from "@/lib/http/route";

export const GET = route({ anyone: true }, ({ request }) => leaveExpiredSession(request));
