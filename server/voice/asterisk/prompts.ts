import type { Id } from "@/server/contract/ids";
import type { CallPrompt } from "@/server/contract/live-calls";
import type { CallLanguage } from "@/server/domain/calls/settings";
import type { Ari } from "./ari";
import { playbackOf, promptOf } from "./names";
import { languageOf, playOnce } from "./sounds";
import type { PromptProgress } from "./steps";

/** The prompts that channels were asked to play, and what became of them. */
export class Prompts {
  readonly progress = new Map<Id, PromptProgress>();

  constructor(private readonly ari: Ari) {}

  async play(channel: string, { id, sounds, keys }: CallPrompt, language: CallLanguage): Promise<void> {
    const lang = (await languageOf(this.ari, sounds, language)) ?? language;
    // Before it is asked for: its end may be reported before the answer has arrived.
    this.progress.set(id, { channel, keys, state: "playing", playedAt: null, key: null });
    await playOnce(this.ari, channel, playbackOf(id), { names: sounds, lang }).catch((error: unknown) => {
      this.progress.delete(id);
      throw error;
    });
  }

  async stop(promptId: Id): Promise<void> {
    this.progress.delete(promptId);
    await this.ari.delete(`playbacks/${playbackOf(promptId)}`);
  }

  /** The customer has pressed a key. It ends the prompt that it answers; any other is ignored. */
  keyPressed(channel: string, key: string): void {
    for (const [promptId, one] of this.progress)
      if (one.channel === channel && one.key === null && one.keys.includes(key))
        this.progress.set(promptId, { ...one, key });
  }

  playbackEnded(playbackId: string, state: "done" | "failed", now: Date): void {
    const promptId = promptOf(playbackId);
    const one = promptId && this.progress.get(promptId);
    if (!one) return;
    this.progress.set(promptId, { ...one, state: state === "done" ? "played" : "failed", playedAt: now });
  }

  /** The end of a playback may have been missed. */
  forgetPlaying(): void {
    for (const [promptId, { state }] of this.progress) if (state === "playing") this.progress.delete(promptId);
  }

  /** Forgets the prompts of channels that are gone. */
  forgetAllBut(channels: ReadonlyMap<string, unknown>): void {
    for (const [promptId, { channel }] of this.progress) if (!channels.has(channel)) this.progress.delete(promptId);
  }
}
