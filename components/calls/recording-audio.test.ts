import { afterAll, afterEach, expect, test, vi } from "vitest";
import { RecordingAudio } from "./recording-audio";

/** An element that plays at once. */
class FakeAudio extends EventTarget {
  static opened: FakeAudio[] = [];
  isPlaying = false;
  ended = false;
  currentTime = 0;
  constructor(readonly src: string) {
    super();
    FakeAudio.opened.push(this);
  }
  async play() {
    this.isPlaying = true;
    this.dispatchEvent(new Event("playing"));
  }
  pause() {
    this.isPlaying = false;
    this.dispatchEvent(new Event("pause"));
  }
  removeAttribute() {}
}
vi.stubGlobal("Audio", FakeAudio);
afterAll(() => void vi.unstubAllGlobals());
afterEach(() => {
  FakeAudio.opened = [];
});

test("whoever presses play again before the answer hears one voice, which can be stopped", async () => {
  let answer = (_: string) => {};
  const begin = vi.fn(
    () =>
      new Promise<string>((resolve) => {
        answer = resolve;
      }),
  );
  const audio = new RecordingAudio({ begin, changed() {}, failed() {} });
  const first = audio.play();
  audio.pause();
  const second = audio.play();
  answer("/recording");
  await Promise.all([first, second]);
  expect([begin.mock.calls.length, FakeAudio.opened.length]).toEqual([1, 1]);
  expect(FakeAudio.opened[0]?.isPlaying).toBe(true);
  audio.pause();
  expect(FakeAudio.opened[0]?.isPlaying).toBe(false);
});

test("a playback that nobody wants any more when it is answered stays silent", async () => {
  let answer = (_: string) => {};
  const begin = () =>
    new Promise<string>((resolve) => {
      answer = resolve;
    });
  const audio = new RecordingAudio({ begin, changed() {}, failed() {} });
  const playing = audio.play();
  audio.close();
  answer("/recording");
  await playing;
  expect(FakeAudio.opened.map(({ isPlaying }) => isPlaying)).toEqual([false]);
});
