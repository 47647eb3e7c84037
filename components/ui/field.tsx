import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from "react";
import { useId } from "react";

const face = "w-full rounded border border-edge bg-panel px-2.5 text-sm text-ink placeholder:text-muted aria-invalid:border-failed";
const control = `h-9 ${face}`;

interface Labelled {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
}

/** A labelled text input; its error takes the place of its hint. */
export function TextField({ label, hint, error, className = "", ...rest }: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} className={className}>
      <input id={id} className={control} aria-invalid={error ? true : undefined} aria-describedby={hint || error ? `${id}-hint` : undefined} {...rest} />
    </FieldFrame>
  );
}

/** A labelled text of several lines. */
export function TextAreaField({ label, hint, error, className = "", rows = 3, ...rest }: Labelled & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} className={className}>
      <textarea id={id} rows={rows} className={`py-2 ${face}`} aria-invalid={error ? true : undefined} aria-describedby={hint || error ? `${id}-hint` : undefined} {...rest} />
    </FieldFrame>
  );
}

/** A labelled choice from a short list. */
export function SelectField({ label, hint, error, className = "", children, ...rest }: Labelled & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} className={className}>
      <select id={id} className={control} aria-describedby={hint || error ? `${id}-hint` : undefined} {...rest}>
        {children}
      </select>
    </FieldFrame>
  );
}

function FieldFrame({ id, label, hint, error, className, children }: Labelled & { id: string; className: string; children: ReactNode }) {
  return (
    <div className={`flex min-w-0 flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="text-xs font-medium text-muted">
        {label}
      </label>
      {children}
      {hint || error ? (
        <p id={`${id}-hint`} className={`text-xs ${error ? "text-failed" : "text-muted"}`}>
          {error ?? hint}
        </p>
      ) : null}
    </div>
  );
}
