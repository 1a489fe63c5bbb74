"use client";
import { lazyComponent } from "@/components/ui/lazy";
import type { MentionsState } from "./use-mentions";

const MentionList = lazyComponent(() => import("./mention-list").then((code) => code.MentionList));
export const MentionButton = lazyComponent(() => import("./note-tools").then((code) => code.MentionButton));
export const NoteHelp = lazyComponent(() => import("./note-tools").then((code) => code.NoteHelp));

/** The list of colleagues above the field, while it is open. */
export const Mentions = (state: MentionsState) =>
  state.at && state.input.current ? <MentionList {...state} at={state.at} field={state.input.current} /> : null;
