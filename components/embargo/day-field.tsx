import type { ReactNode } from "react";
import { TextField } from "@/components/ui/field";

interface DayFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly defaultValue?: string;
  readonly required?: boolean;
  readonly className?: string;
}

/**
 * A day of UTC, written as everywhere in the portal: `2027-03-03`. The browser's own date field would write it as the
 * reader's country does, which people of several countries do not read alike.
 */
export function DayField(props: DayFieldProps) {
  return <TextField {...props} pattern="\d{4}-\d{2}-\d{2}" title="A day as 2027-03-03" placeholder="YYYY-MM-DD" autoComplete="off" inputMode="numeric" maxLength={10} />;
}
