import { z } from "zod";

const shape = {
  text: z.string().trim().min(1).max(500).describe("Plain text"),
  level: z.enum(["information", "warning"]),
  from: z.iso.datetime().describe("UTC"),
  until: z.iso.datetime().nullable().describe("UTC; null: until it is taken away"),
};

/** What operators announce on every page, for a time. */
export const bannerSchema = z.object({ id: z.string(), ...shape });
export type Banner = z.infer<typeof bannerSchema>;
export const bannerListSchema = z.object({ items: z.array(bannerSchema) });
export type BannerList = z.infer<typeof bannerListSchema>;

/** The file in which they are kept. */
export const bannerFileSchema = z.array(bannerSchema.extend({ id: z.string().regex(/^[a-z0-9]{1,16}$/) })).max(20);
