import { createStore } from "@/components/client/store";
import { getDeviceSettings } from "./device-settings";
import { openMicrophone } from "./media/microphone";

/** How long noise suppression may take to start: somebody is waiting to be answered. */
const LIMIT_MS = 2500;

/** Whether noise suppression was wanted, and could not be had: the microphone is used as it is. */
export const noiseSuppressionFailed = createStore(false);

/** Opens the microphone as the settings of this device say. @throws MicrophoneError */
export async function openInput(): Promise<MediaStream> {
  const { inputId, suppressesNoise } = getDeviceSettings();
  noiseSuppressionFailed.set(false);
  if (!suppressesNoise) return openMicrophone(inputId);
  const microphone = await openMicrophone(inputId, navigator.mediaDevices, { suppressesNoise });
  try {
    return await soon(import("./media/noise-suppression").then(({ suppressNoise }) => suppressNoise(microphone)));
  } catch {
    noiseSuppressionFailed.set(true);
    stopAll(microphone);
    // With the suppression of the browser, which was off for ours.
    return openMicrophone(inputId);
  }
}

/** @throws Error when it takes too long; what arrives later is stopped */
async function soon(opening: Promise<MediaStream>): Promise<MediaStream> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("noise suppression did not start in time")), LIMIT_MS);
  });
  try {
    return await Promise.race([opening, late]);
  } catch (error) {
    opening.then(stopAll, () => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
