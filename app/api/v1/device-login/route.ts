import { deviceLogin } from "@/lib/auth/device-login";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({}, async () => json(deviceLogin()));
