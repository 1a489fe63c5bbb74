/** The mark, as in `app/icon.svg`, for the dark rail. Decorative. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false" className={className}>
      <rect width="32" height="32" rx="8" className="fill-rail-active" />
      <path
        d="M8 10.5A2.5 2.5 0 0 1 10.5 8h11a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5H15l-4.2 3.6c-.5.4-1.3.1-1.3-.6V20A2.5 2.5 0 0 1 8 17.5z"
        fill="#fff"
      />
      <path d="M11.5 14h9" className="stroke-signal" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}
