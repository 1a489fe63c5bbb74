import { clsx } from "clsx";

const TINTS = [
  "bg-[#d5e8ec] text-[#0d4655] dark:bg-[#173b45] dark:text-[#a9dfe9]",
  "bg-[#f6dfcf] text-[#713312] dark:bg-[#432716] dark:text-[#f3bf9d]",
  "bg-[#dfe6cf] text-[#3a4c14] dark:bg-[#2b3716] dark:text-[#c9dc9b]",
  "bg-[#e6dff2] text-[#472c76] dark:bg-[#30244a] dark:text-[#ccb8f0]",
  "bg-[#f5dbe1] text-[#7a1f38] dark:bg-[#45202c] dark:text-[#f2b1c1]",
  "bg-[#efe3bd] text-[#5d4606] dark:bg-[#3b3012] dark:text-[#e6cf85]",
] as const;
const SIZES = {
  xs: "size-5 text-[0.5625rem]",
  sm: "size-6 text-[0.625rem]",
  md: "size-8 text-xs",
  lg: "size-10 text-sm",
} as const;
const DOTS = {
  positive: "bg-positive",
  warning: "bg-warning",
  danger: "bg-danger",
  muted: "bg-line-strong",
} as const;
export type DotTone = keyof typeof DOTS;

/** A colored dot for presence, shown beside its label. */
export const Dot = ({ tone, className }: { tone: DotTone; className?: string }) => (
  <span aria-hidden className={clsx("size-2.5 shrink-0 rounded-full", DOTS[tone], className)} />
);

export const initials = (name: string): string => {
  // A phone number has no initials, so its last digits are used.
  if (/^\+[\d\s]+$/.test(name)) return name.replace(/\s/g, "").slice(-2);
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : undefined].map(
    (word) => [...(word ?? "")][0],
  );
  return letters.join("").toUpperCase() || "?";
};
const tintOf = (name: string): string => {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return TINTS[sum % TINTS.length] ?? TINTS[0];
};

/** Initials on a stable tint. Decorative: the name stands beside it or in `label`. */
export function Avatar(props: {
  name: string;
  size?: keyof typeof SIZES;
  label?: string;
  dot?: DotTone;
  square?: boolean;
  className?: string;
}) {
  const spoken = props.label ? { role: "img", "aria-label": props.label, title: props.label } : { "aria-hidden": true };
  return (
    <span
      {...spoken}
      // SVG text, so that initials are not part of an accessible name.
      data-initials={initials(props.name)}
      className={clsx(
        "relative inline-flex shrink-0 before:content-[attr(data-initials)] select-none items-center justify-center font-semibold tracking-tight",
        props.square ? "rounded-md" : "rounded-full",
        SIZES[props.size ?? "md"],
        tintOf(props.name),
        props.className,
      )}
    >
      {props.dot && (
        <span
          className={clsx(
            "absolute -end-0.5 -bottom-0.5 size-2.5 rounded-full ring-2 ring-(--ground,var(--surface))",
            DOTS[props.dot],
          )}
        />
      )}
    </span>
  );
}
