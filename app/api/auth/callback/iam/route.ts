import { finishLogin } from "@/lib/auth/login";
import { route } from "@/lib/http/route";

export const GET = route({ anyone: true }, ({ request }) => finishLogin(request));
