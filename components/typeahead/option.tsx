"use client";
import { clsx } from "clsx";
import { type ReactNode, useEffect, useRef } from "react";

/** One entry of an open list. The list handles its keys and its clicks. */
export function Option({ id, isActive, children }: { id: string; isActive: boolean; children: ReactNode }) {
  const option = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) option.current?.scrollIntoView?.({ block: "nearest" });
  }, [isActive]);
  return (
    <div
      ref={option}
      id={id}
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      className={clsx(
        "min-h-(--target) cursor-pointer scroll-my-1.5 rounded-md px-2.5 py-1.5",
        isActive ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      {children}
    </div>
  );
}
