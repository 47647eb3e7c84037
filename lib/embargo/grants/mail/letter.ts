import MailComposer from "nodemailer/lib/mail-composer/index.js";
import { setting } from "@/lib/config/environment";
import type { NoticeKind } from "../notices";
import type { Letter } from "./smtp";

/** A notice as it goes out, with whom it goes to. */
export interface Mailable {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly link: string | null;
  readonly address: string;
  readonly name: string | null;
}

/** Subjects say what happened and name no project: they stand in lists that others may look at. */
const subjects: Readonly<Record<NoticeKind, string>> = {
  "request-made": "A request waits for your answer",
  "request-answered": "Your request was answered",
  "grant-given": "You were given access",
  "grant-changed": "Your access was changed",
  "grant-revoked": "Your access was revoked",
  "deputy-named": "You are a deputy now",
  "deputy-dropped": "You are no deputy any more",
  emergency: "Emergency access was opened",
  "early-release": "An early release was decided",
  "launch-affected": "A right that a launch uses has ended",
  "search-news": "A saved search finds new observations",
};

/**
 * The letter of a notice: its text, a link to the portal, and nothing else of what the portal holds. One notice always
 * has the same Message-ID, by which mail systems know a letter that reaches them twice.
 */
export async function letterOf({ id, kind, text, link, address, name }: Mailable): Promise<Letter> {
  const portal = setting("PORTAL_URL");
  const from = setting("SMTP_FROM");
  const body = [name === null ? "Hello," : `Hello ${name},`, text, `${portal}${link ?? "/"}`, `This was sent by Airshower at ${portal}, where you find all your notices.`].join("\n\n");
  const content = await new MailComposer({
    from: { name: "Airshower", address: from },
    to: { name: name ?? "", address },
    subject: `Airshower: ${subjects[kind as NoticeKind] ?? "You have a notice"}`,
    text: body,
    messageId: `<notice-${id}@${new URL(portal).hostname}>`,
    headers: { "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
  return { from, to: address, content };
}
