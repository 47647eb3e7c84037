import { z } from "zod";

export const targetSourceSchema = z.object({ id: z.enum(["gamma-cat", "3hwc", "sesame"]), title: z.string(), url: z.string() });
export type TargetSource = z.infer<typeof targetSourceSchema>;

/** Something on the sky that has a name. Positions are ICRS, degrees. */
export const targetSchema = z.object({
  name: z.string(),
  aliases: z.array(z.string()),
  raDeg: z.number(),
  decDeg: z.number(),
  classes: z.array(z.string()).describe("As its source calls them, e.g. pwn, snr, hbl; empty where it says none"),
  source: targetSourceSchema.describe("Who says so"),
});
export type Target = z.infer<typeof targetSchema>;

export const targetQuerySchema = z.object({ name: z.string().trim().min(1).max(128) }).strict();

/** What a name means. One item and `isExact`: it is meant. Else these are what it could mean, for the asker to choose among. */
export const targetAnswerSchema = z.object({
  name: z.string().describe("The name asked for"),
  isExact: z.boolean().describe("Whether the items bear this very name; else only the beginning of theirs"),
  items: z.array(targetSchema),
  sesame: z.enum(["off", "not-needed", "asked", "failed"]).describe("Whether CDS Sesame was asked: only for names that the portal's own list does not hold, where its operator wants that"),
  problem: z.string().nullable().describe("Why Sesame did not answer, and what to do"),
});
export type TargetAnswer = z.infer<typeof targetAnswerSchema>;
