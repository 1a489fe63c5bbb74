import { expect, test } from "vitest";
import { levelOf } from "./meter";
import { listDevices, openMicrophone } from "./microphone";

const refusing = (name: string) => ({ getUserMedia: () => Promise.reject(new DOMException("", name)) });

test.each([
  ["NotAllowedError", "denied"],
  ["NotFoundError", "no_device"],
  ["OverconstrainedError", "no_device"],
  ["NotReadableError", "in_use"],
  ["TypeError", "failed"],
])("a microphone refused with %s is reported as %s", async (name, problem) => {
  await expect(openMicrophone(null, refusing(name))).rejects.toMatchObject({ problem });
});

test("on a page without a secure connection the error says so", async () => {
  await expect(openMicrophone(null, undefined)).rejects.toMatchObject({ problem: "insecure" });
});

test("a chosen microphone is asked for by its id, with echo cancellation", async () => {
  const asked: (MediaStreamConstraints | undefined)[] = [];
  const media = { getUserMedia: async (constraints?: MediaStreamConstraints) => void asked.push(constraints) as never };
  await openMicrophone("headset", media);
  expect(asked[0]?.audio).toMatchObject({ deviceId: { exact: "headset" }, echoCancellation: true });
});

test("devices are listed by kind, without those the browser does not name", async () => {
  const device = (kind: MediaDeviceKind, deviceId: string, label: string) =>
    ({ kind, deviceId, label }) as MediaDeviceInfo;
  const enumerateDevices = async () => [
    device("audioinput", "a", "Headset"),
    device("audiooutput", "b", "Speakers"),
    device("videoinput", "c", "Camera"),
    device("audioinput", "", ""),
  ];
  expect(await listDevices({ enumerateDevices })).toEqual({
    inputs: [{ deviceId: "a", label: "Headset" }],
    outputs: [{ deviceId: "b", label: "Speakers" }],
  });
});

test("a level is 0 in silence, 1 at full scale, and half way at 30 decibels below it", () => {
  const samples = (value: number) => new Float32Array(100).fill(value);
  expect(levelOf(samples(0))).toBe(0);
  expect(levelOf(samples(1))).toBe(1);
  expect(levelOf(samples(10 ** (-30 / 20)))).toBeCloseTo(0.5, 5);
});
