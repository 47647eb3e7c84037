import { randomBytes } from "node:crypto";
import { prisma } from "@/lib/db/prisma";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { cookieChoices } from "./cookies";
import { sessionTokenHash } from "./sessions";

/** An open session of a viewer, as a login leaves it; gives the `Cookie` header that a browser sends. */
export async function cookieOf(viewer: SignedInViewer): Promise<string> {
  const { sub, username, name } = viewer;
  const person = { username, name, groups: [...viewer.groups], groupsCheckedAt: new Date() };
  const user = await prisma().user.upsert({ where: { sub }, create: { sub, ...person }, update: person });
  const token = randomBytes(32).toString("hex");
  await prisma().session.create({ data: { sessionToken: sessionTokenHash(token), userId: user.id, expires: new Date(Date.now() + 3_600_000) } });
  return `${cookieChoices().sessionToken.name}=${token}`;
}
