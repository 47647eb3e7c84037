/** The mark: one gamma ray, the shower it makes in the air, and the pool of blue light on the ground. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" className="shrink-0 stroke-accent" strokeWidth="2" strokeLinecap="round" aria-hidden>
      <path d="M16 3v7M16 10 7 24M16 10l-3 14M16 10l3 14M16 10l9 14" />
      <ellipse cx="16" cy="25" rx="11" ry="3.4" className="fill-accent/20" />
    </svg>
  );
}
