import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import type { CallPrompt } from "@/server/contract/live-calls";
import { type Ari, AriError } from "./ari";
import { playbackOf } from "./names";
import { Prompts } from "./prompts";

const NOW = new Date("2026-11-30T10:00:00Z");
const channel = "edge-1.7";
const prompt: CallPrompt = {
  ...{ id: uuidv7(), purpose: "queue", sounds: ["storeline-queue-there-are", "digits/2"], keys: "12" },
  ...{ waitSeconds: 4, at: NOW.toISOString() },
};

/** The languages in which Asterisk has each sound, and what was asked of it. */
let languages: Record<string, string[]>;
let asked: { method: string; resource: string; query?: Record<string, string> }[];
let playing: Set<string>;
let prompts: Prompts;
const ari = {
  async get(resource: string) {
    if (playing.has(resource)) return {};
    const known = languages[decodeURIComponent(resource.replace(/^sounds\//, ""))];
    if (!known) throw new AriError(404, resource);
    return { formats: known.map((language) => ({ language })) };
  },
  post: async (resource: string, query?: Record<string, string>) =>
    void asked.push({ method: "POST", resource, ...(query && { query }) }),
  delete: async (resource: string) => void asked.push({ method: "DELETE", resource }),
} as unknown as Ari;
beforeEach(() => {
  languages = { "storeline-queue-there-are": ["en", "es"], "digits/2": ["en"] };
  [asked, playing, prompts] = [[], new Set(), new Prompts(ari)];
});
const played = () => asked.at(-1)?.query;

test("the sounds of a prompt are played in order, all in one language", async () => {
  await prompts.play(channel, prompt, "es");
  expect(asked.at(-1)).toMatchObject({ resource: `channels/${channel}/play/${playbackOf(prompt.id)}` });
  expect(played()).toEqual({ media: "sound:storeline-queue-there-are,sound:digits/2", lang: "en" });
  languages["digits/2"] = ["en", "es"];
  await prompts.play(channel, prompt, "es");
  expect(played()).toMatchObject({ lang: "es" });
});

test("a sound that Asterisk has only in another language is better than none, and a missing one is left to Asterisk", async () => {
  languages = { "storeline-queue-there-are": ["fr"], "digits/2": ["fr"] };
  await prompts.play(channel, prompt, "en");
  expect(played()).toMatchObject({ lang: "fr" });
  languages = {};
  await prompts.play(channel, prompt, "en");
  expect(played()).toMatchObject({ lang: "en" });
});

test("a prompt that an earlier process began goes on, and its keys are heard", async () => {
  playing.add(`playbacks/${playbackOf(prompt.id)}`);
  await prompts.play(channel, prompt, "en");
  expect(asked).toEqual([]);
  prompts.keyPressed(channel, "1");
  expect(prompts.progress.get(prompt.id)?.key).toBe("1");
});

test("the first key that answers the prompt counts, and keys of other callers do not", async () => {
  await prompts.play(channel, prompt, "en");
  prompts.keyPressed(channel, "9");
  prompts.keyPressed("edge-1.8", "1");
  expect(prompts.progress.get(prompt.id)?.key).toBeNull();
  prompts.keyPressed(channel, "2");
  prompts.keyPressed(channel, "1");
  expect(prompts.progress.get(prompt.id)?.key).toBe("2");
});

test("after a lost connection a prompt whose end may have been missed is played again, and one that has ended is not", async () => {
  await prompts.play(channel, prompt, "en");
  const other = { ...prompt, id: uuidv7() };
  await prompts.play("edge-1.8", other, "en");
  prompts.playbackEnded(playbackOf(other.id), "done", NOW);
  prompts.forgetPlaying();
  expect([...prompts.progress.keys()]).toEqual([other.id]);
  prompts.forgetAllBut(new Map());
  expect(prompts.progress.size).toBe(0);
});

test("the end of a prompt counts that is reported before the request to play it is answered", async () => {
  const early: Ari = Object.assign(Object.create(ari), {
    post: async () => prompts.playbackEnded(playbackOf(prompt.id), "failed", NOW),
  });
  prompts = new Prompts(early);
  await prompts.play(channel, prompt, "en");
  expect(prompts.progress.get(prompt.id)?.state).toBe("failed");
});

test("a prompt that could not be asked for is asked for again", async () => {
  const away: Ari = Object.assign(Object.create(ari), { post: async () => Promise.reject(new AriError(500, "play")) });
  prompts = new Prompts(away);
  await expect(prompts.play(channel, prompt, "en")).rejects.toThrow();
  expect(prompts.progress.has(prompt.id)).toBe(false);
});
