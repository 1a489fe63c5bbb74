/** The mark: a line that runs from the store to the customer and back. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className} fill="none">
      <title>Storeline</title>
      <rect width="32" height="32" rx="9" className="fill-signal" />
      <path
        d="M8 20.5h8.2a4.3 4.3 0 0 0 0-8.6h-.4a0 0 0 0 1 0 0H24"
        stroke="#10272e"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="24" cy="20.5" r="2.1" fill="#10272e" />
    </svg>
  );
}
