import type { Id } from "@/server/contract/ids";
import { browserMeter, type Meter } from "./meter";
import { browserSpeaker, type Speaker } from "./speaker";

/** What a leg's audio takes from the browser; tests put their own in its place. */
export type MediaEnvironment = {
  newId(): Id;
  openConnection(configuration: RTCConfiguration): RTCPeerConnection;
  openSpeaker(blocked: (isBlocked: boolean) => void): Speaker;
  openMeter(stream: MediaStream): Meter;
};

export const browserMedia: MediaEnvironment = {
  newId: () => crypto.randomUUID(),
  openConnection: (configuration) => new RTCPeerConnection(configuration),
  openSpeaker: browserSpeaker,
  openMeter: browserMeter,
};
