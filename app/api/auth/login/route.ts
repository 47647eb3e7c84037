import { startLogin } from "@/lib/auth/login";
import { route } from "@/lib/http/route";

export const GET = route({ anyone: true }, ({ request }) => startLogin(request));
