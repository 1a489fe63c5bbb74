"use client";
import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { preloadAll } from "@/components/ui/lazy-module";

const whenIdle = (run: () => void): (() => void) => {
  // Safari has no idle callback.
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(run, 300);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(run);
  return () => cancelIdleCallback(handle);
};

/** Loads the page's lazy modules once its queries have been answered and the browser is idle. */
export function Preloader() {
  const queries = useQueryClient();
  const isBusy = useIsFetching() > 0;
  useEffect(() => {
    if (isBusy) return;
    return whenIdle(() => {
      // Queries that have just started are not in `isBusy` yet.
      if (queries.isFetching() === 0) void preloadAll().then(() => performance.mark("storeline:preloaded"));
    });
  }, [isBusy, queries]);
  return null;
}
