import type { ComponentProps } from "react";

const looks = {
  primary: "border-accent bg-accent text-on-accent hover:border-accent-strong hover:bg-accent-strong",
  quiet: "border-line bg-panel text-ink hover:border-edge hover:bg-raised",
  plain: "border-transparent bg-transparent text-accent hover:bg-raised",
  danger: "border-failed bg-panel text-failed hover:bg-failed-soft",
} as const;

const sizes = { normal: "h-9 px-3 text-sm", small: "h-7 px-2 text-xs" } as const;

/** Classes of a button, for links that look like one. */
export function buttonClass(look: keyof typeof looks = "quiet", size: keyof typeof sizes = "normal"): string {
  return `inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded border font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-60 ${looks[look]} ${sizes[size]}`;
}

interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: keyof typeof looks;
  readonly size?: keyof typeof sizes;
}

/** A button. While it works, disable it and say so in its text. */
export function Button({ look, size, className = "", type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={`${buttonClass(look, size)} ${className}`} {...rest} />;
}
