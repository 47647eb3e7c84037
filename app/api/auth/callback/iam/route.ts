import { finishLogin } from "@/lib/auth/login";
import { countingSignIns } from "@/lib/auth/sign-in-limit";
import { route } from "@/lib/http/route";

export const GET = route({ anyone: true }, ({ request }) => countingSignIns(request, finishLogin));
