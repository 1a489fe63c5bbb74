/**
 * Why there is no microphone. `denied`: the person or a policy of the browser refused; `no_device`: there is none, or the chosen one is
 * gone; `in_use`: another program holds it; `insecure`: the page came over plain HTTP, where browsers offer none.
 */
export const MICROPHONE_PROBLEMS = ["denied", "no_device", "in_use", "insecure", "failed"] as const;
export type MicrophoneProblem = (typeof MICROPHONE_PROBLEMS)[number];

export class MicrophoneError extends Error {
  constructor(readonly problem: MicrophoneProblem) {
    super(problem);
    this.name = "MicrophoneError";
  }
}

const PROBLEMS: Record<string, MicrophoneProblem> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "no_device",
  OverconstrainedError: "no_device",
  NotReadableError: "in_use",
  AbortError: "in_use",
};

type Media = Pick<MediaDevices, "getUserMedia">;

/**
 * Opens the microphone, and asks for permission where it was not given.
 * @param deviceId as `listDevices` names it; null: the browser's choice
 * @param options `suppressesNoise`: we take the noise out, so the browser must not do it as well
 * @throws MicrophoneError
 */
export async function openMicrophone(
  deviceId: string | null,
  media: Media | undefined = navigator.mediaDevices,
  { suppressesNoise = false } = {},
): Promise<MediaStream> {
  if (!media) throw new MicrophoneError("insecure");
  const cleaning = { echoCancellation: true, noiseSuppression: !suppressesNoise, autoGainControl: true };
  try {
    return await media.getUserMedia({
      audio: deviceId === null ? cleaning : { ...cleaning, deviceId: { exact: deviceId } },
    });
  } catch (error) {
    throw new MicrophoneError(PROBLEMS[(error as DOMException).name] ?? "failed");
  }
}

export type AudioDevice = { deviceId: string; label: string };
export type AudioDevices = { inputs: AudioDevice[]; outputs: AudioDevice[] };

/** @returns the devices to choose from; without permission for the microphone browsers name none of them */
export async function listDevices(
  media: Pick<MediaDevices, "enumerateDevices"> | undefined = navigator.mediaDevices,
): Promise<AudioDevices> {
  const all = (await media?.enumerateDevices().catch(() => [])) ?? [];
  const of = (kind: MediaDeviceKind) =>
    all
      .filter((device) => device.kind === kind && device.deviceId !== "" && device.label !== "")
      .map(({ deviceId, label }) => ({ deviceId, label }));
  return { inputs: of("audioinput"), outputs: of("audiooutput") };
}
