import { clsx } from "clsx";
import type { ComponentProps } from "react";

const VARIANTS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong shadow-raised",
  secondary: "border border-line bg-raised text-ink hover:bg-hover shadow-raised",
  quiet: "text-ink hover:bg-hover",
  danger: "bg-danger text-surface hover:bg-danger-strong shadow-raised",
  link: "hit-area text-accent-ink underline-offset-2 hover:underline",
} as const;
const SIZES = {
  sm: "min-h-(--target) px-2.5 coarse:px-4 text-sm gap-1.5",
  md: "min-h-(--target-primary) px-3.5 coarse:px-5 text-base gap-2",
} as const;

export type ButtonProps = ComponentProps<"button"> & {
  variant?: keyof typeof VARIANTS;
  size?: keyof typeof SIZES;
};

/** The look of a button, for links that look like one, too. */
export const buttonClass = (
  variant: keyof typeof VARIANTS,
  size: keyof typeof SIZES = "sm",
  className?: string,
): string =>
  clsx(
    "inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-md font-medium transition-colors",
    "disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:shrink-0",
    VARIANTS[variant],
    variant === "link" ? "min-h-6 text-sm" : SIZES[size],
    className,
  );

export function Button({ variant = "secondary", size, className, type = "button", ...props }: ButtonProps) {
  return <button type={type} className={buttonClass(variant, size, className)} {...props} />;
}
