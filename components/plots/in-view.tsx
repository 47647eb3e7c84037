"use client";

import { useEffect, useRef, useState, type ReactNode } from "react";

/** Its content begins when it comes near the view, and stays: what nobody scrolls to is neither loaded nor worked out. */
export function InView({ children, className = "" }: { children: () => ReactNode; className?: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element || seen) return;
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && setSeen(true), { rootMargin: "200px" });
    observer.observe(element);
    return () => observer.disconnect();
  }, [seen]);
  return (
    <div ref={place} className={className}>
      {seen ? children() : null}
    </div>
  );
}
