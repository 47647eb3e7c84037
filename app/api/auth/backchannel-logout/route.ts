import { backchannelLogout } from "@/lib/auth/backchannel-logout";
import { route } from "@/lib/http/route";

// The identity service calls, without cookie or bearer: its signed token says everything.
export const POST = route({ anyone: true }, ({ request }) => backchannelLogout(request));
