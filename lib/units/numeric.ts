import { z } from "zod";

/** A decimal number as people write it; nothing else that JavaScript would take for one, such as nothing at all or 0x10. */
const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const SHOWN_CHARACTERS = 20;

/**
 * A number that comes as text (in an address) or as a number (in JSON). What is neither is named in the message.
 *
 * Where it is left out it is taken for another by `.prefault`: `.default` would not stand in the API's description.
 *
 * @param of what else it must be: `numeric((number) => number.min(0).max(90))`
 */
export function numeric(of: (number: z.ZodNumber) => z.ZodNumber = (number) => number) {
  const error: z.core.$ZodErrorMap = ({ input }) => (typeof input === "number" ? undefined : `must be a number, and ${shown(input)} is none`);
  return z.preprocess((given) => (typeof given === "string" && DECIMAL.test(given) ? Number(given) : given), of(z.number({ error })));
}

function shown(given: unknown): string {
  const text = typeof given === "string" ? given : (JSON.stringify(given) ?? String(given));
  return `'${text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text}'`;
}
