"use client";
import { useCallback, useEffect, useState } from "react";
import {
  beginWalk,
  hasLeft,
  type MenuExit,
  type MenuPrompt,
  type MenuWalk,
  type PlayedMenu,
  promptOf,
  walkOn,
} from "@/server/contract/menu-walk";
import type { SpokenStatus } from "@/server/contract/menus";
import { playSounds } from "./play-sounds";

/** One thing that the caller of a preview did, and where that led. `key: null`: nothing was pressed in time. */
export type PreviewStep = { from: MenuWalk; key: string | null };
export type Preview = {
  menu: PlayedMenu;
  walk: MenuWalk;
  steps: PreviewStep[];
  /** How it ended; null while it goes on. */
  exit: MenuExit | null;
  /** The sounds are over, and a key is waited for. */
  isWaiting: boolean;
};

const began = (menu: PlayedMenu): Preview => ({
  ...{ menu, walk: beginWalk(), steps: [], exit: null, isWaiting: false },
});

function stepped(preview: Preview, key: string | null, status: SpokenStatus | null): Preview {
  const { menu, walk, steps } = preview;
  if (preview.exit || (key !== null && !promptOf(menu, walk).keys.includes(key))) return preview;
  const step = walkOn(menu, walk, key, status);
  const done = walk.point.at === "leaving" ? steps : [...steps, { from: walk, key }];
  return hasLeft(step)
    ? { ...preview, steps: done, exit: step, isWaiting: false }
    : { ...preview, walk: step, steps: done, isWaiting: false };
}

/** A menu as a caller would go through it, with sound. Every step is that of a call. */
export function useMenuPreview(menu: PlayedMenu | null, status: SpokenStatus | null) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const press = useCallback(
    (key: string | null) => setPreview((before) => before && stepped(before, key, status)),
    [status],
  );
  const prompt = preview && !preview.exit ? promptOf(preview.menu, preview.walk) : null;
  usePlayback(prompt, preview?.walk ?? null, {
    onHeard: () => setPreview((before) => before && { ...before, isWaiting: true }),
    onTimeout: () => press(null),
  });
  return {
    preview,
    prompt,
    press,
    start: () => menu && setPreview(began(menu)),
    stop: () => setPreview(null),
  };
}

type Ends = { onHeard: () => void; onTimeout: () => void };

/** Plays the sounds of a prompt, and then waits for a key as long as a call does. */
function usePlayback(prompt: MenuPrompt | null, walk: MenuWalk | null, { onHeard, onTimeout }: Ends): void {
  const isPlaying = prompt !== null;
  // A step is one playback, however often the component renders.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!prompt) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = playSounds(prompt.sounds, walk?.language ?? null, () => {
      if (prompt.keys) onHeard();
      timer = setTimeout(onTimeout, prompt.waitSeconds * 1000);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [walk, isPlaying]);
}
