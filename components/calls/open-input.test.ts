import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { getDeviceSettings, setDeviceSettings } from "./device-settings";
import { noiseSuppressionFailed, openInput } from "./open-input";

const suppress = vi.hoisted(() => vi.fn<(microphone: MediaStream) => Promise<MediaStream>>());
vi.mock("./media/noise-suppression", () => ({ suppressNoise: suppress }));

/** A microphone that knows what was asked of the browser. */
class FakeStream {
  isStopped = false;
  constructor(readonly asked: MediaTrackConstraints | null) {}
  getTracks = () => [this];
  stop() {
    this.isStopped = true;
  }
}
let opened: FakeStream[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getUserMedia: async ({ audio }: { audio: MediaTrackConstraints }) => {
        const stream = new FakeStream(audio);
        opened.push(stream);
        return stream;
      },
    },
  });
  setDeviceSettings({ suppressesNoise: true });
});
afterEach(() => {
  setDeviceSettings({ suppressesNoise: false });
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("without noise suppression the browser's own is used", async () => {
  setDeviceSettings({ suppressesNoise: false });
  expect(getDeviceSettings().suppressesNoise).toBe(false);
  expect(await openInput()).toBe(opened[0]);
  expect(opened[0]?.asked).toMatchObject({ noiseSuppression: true });
});

test("noise suppression that does not start in time keeps nobody waiting: the browser's own is used, and it says so", async () => {
  let arrive = (_: MediaStream) => {};
  suppress.mockReturnValue(
    new Promise((resolve) => {
      arrive = resolve;
    }),
  );
  const opening = openInput();
  await vi.advanceTimersByTimeAsync(2500);
  expect(await opening).toBe(opened[1]);
  expect(opened.map(({ asked }) => asked?.noiseSuppression)).toEqual([false, true]);
  expect([opened[0]?.isStopped, opened[1]?.isStopped, noiseSuppressionFailed.get()]).toEqual([true, false, true]);
  const late = new FakeStream(null);
  arrive(late as unknown as MediaStream);
  await vi.advanceTimersByTimeAsync(0);
  expect(late.isStopped).toBe(true);
});

test("noise suppression that starts is used", async () => {
  const clean = new FakeStream(null) as unknown as MediaStream;
  suppress.mockResolvedValue(clean);
  expect(await openInput()).toBe(clean);
  expect([opened[0]?.isStopped, noiseSuppressionFailed.get()]).toEqual([false, false]);
});
