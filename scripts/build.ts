import path from "node:path";
import { buildPortal } from "./demo/build";

// `npm run build`: Prisma's client and the portal, for `npm start`.
try {
  await buildPortal(path.resolve(import.meta.dirname, ".."));
  console.log("The portal is built.");
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
