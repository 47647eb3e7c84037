import { logOut } from "@/lib/auth/logout";
import { route } from "@/lib/http/route";

export const POST = route({ anyone: true }, ({ request }) => logOut(request));
