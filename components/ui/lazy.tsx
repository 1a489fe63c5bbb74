"use client";
import { type ComponentType, useEffect, useSyncExternalStore } from "react";
import { type LazyModule, type LazyState, lazyModule } from "./lazy-module";

/** The props of a placeholder, besides those of the component it replaces. */
export type Waiting = {
  /** Every attempt to fetch the code failed. */
  hasFailed: boolean;
  retry: () => void;
};

const NOT_LOADED: LazyState<never> = { value: null, hasFailed: false };

/** The state of a lazy module. The server always renders without it. */
export function useLazy<T>(module: LazyModule<T>): LazyState<T> {
  return useSyncExternalStore<LazyState<T>>(module.subscribe, module.get, () => NOT_LOADED);
}

/**
 * Creates a component whose code loads when it is first rendered, or earlier by `preloadAll`.
 * Loaded code renders at once: unlike with `React.lazy`, no placeholder flashes, and a failure can be retried.
 * @param Placeholder is rendered until the code has loaded
 */
export function lazyComponent<P extends object>(
  load: () => Promise<ComponentType<P>>,
  Placeholder: ComponentType<P & Waiting> = () => null,
): ComponentType<P> & { preload: () => void } {
  const module = lazyModule(load);
  const preload = () => void module.load();
  function Lazy(props: P) {
    const { value: Loaded, hasFailed } = useLazy(module);
    useEffect(preload, []);
    return Loaded ? <Loaded {...props} /> : <Placeholder {...props} hasFailed={hasFailed} retry={preload} />;
  }
  return Object.assign(Lazy, { preload });
}
