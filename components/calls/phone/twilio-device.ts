import { Call, Device } from "@twilio/voice-sdk";
import type { TokenAccount } from "@/server/contract/voice";
import { silence } from "./phone";

/** What the SDK leaves to us: what is sent, and what is heard. */
export type DeviceMedia = {
  /** A call has its connection from now on. */
  opened(connection: RTCPeerConnection): void;
  heard(track: MediaStreamTrack): void;
};
export type TwilioCall = Pick<Call, "on" | "disconnect" | "status">;
export type TwilioDevice = Pick<Device, "on" | "updateToken" | "destroy"> & {
  connect(options: { params: Record<string, string> }): Promise<TwilioCall>;
};
export type OpenDevice = (account: TokenAccount, media: DeviceMedia) => TwilioDevice;

/**
 * Opens Twilio's SDK as a means of transport: the microphone, the loudspeaker and all sounds are ours, and it contacts nothing but the
 * signaling hosts of the account's edges. `Sound` and `publishEvents` are options that the SDK has for its own tests.
 */
export const openDevice: OpenDevice = ({ token, edges }, media) =>
  new Device(token, {
    edge: edges,
    codecPreferences: [Call.Codec.Opus, Call.Codec.PCMU],
    // A log of the SDK holds tokens and numbers.
    logLevel: "silent",
    getUserMedia: async () => new MediaStream([silence()]),
    RTCPeerConnection: connectionsFor(media),
    ...{ Sound: NoSound, publishEvents: false },
  });

function connectionsFor({ opened, heard }: DeviceMedia): typeof RTCPeerConnection {
  return class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      // Otherwise the SDK would play what it receives, too.
      Object.defineProperty(this, "ontrack", { get: () => null, set: () => {} });
      this.addEventListener("track", ({ track }) => heard(track));
      opened(this);
    }
  };
}

/** The SDK fetches its sounds from Twilio's host, whether they are played or not. */
class NoSound {
  readonly isPlaying = false;
  play = async (): Promise<void> => {};
  stop = (): void => {};
  setSinkIds = (): void => {};
}
