import type { Id } from "@/server/contract/ids";

/** The call that a phone system has for a leg of this browser: the leg takes it, or refuses it. */
export type PhoneCall = {
  /** @param track what the others hear; null: silence until there is a microphone */
  answer(track: MediaStreamTrack | null, iceServers: RTCIceServer[]): void;
  replaceTrack(track: MediaStreamTrack | null): void;
  /** @param key a digit, `*` or `#` */
  sendKey(key: string): void;
  hangUp(): void;
};
export type PhoneEvents = {
  /** The leg's call is here. @returns whether the leg takes it */
  rings(legId: Id, call: PhoneCall, iceServers: RTCIceServer[]): boolean;
  /** Audio can pass in both directions. */
  connected(): void;
  /** A TURN server refuses the credentials. */
  relayRefused(): void;
  /** What the others say. */
  heard(track: MediaStreamTrack): void;
  hungUp(call: PhoneCall): void;
  /** Whether the phone system can be reached. */
  reachable(isReachable: boolean): void;
};

/** What a leg needs of the phone. */
export interface Phone {
  /** Resolves once the phone can carry a call. @throws PhoneError when that takes too long */
  ready(): Promise<void>;
  /** Carries this leg from now on, and again whenever its audio broke off. */
  carry(legId: Id, events: PhoneEvents): void;
  close(): void;
}

/** The phone system could not be reached in time. */
export class PhoneError extends Error {
  readonly problem = "phone_system";
}

/** How long the customer's side hears a key. */
export const KEY_MS = 160;

/** How long a phone may take to be ready before answering is refused. */
const READY_MS = 6000;

/** Whether a phone is ready, for those who wait for it. */
export class Readiness {
  private isReady = false;
  private readonly waiting = new Set<() => void>();

  set(isReady: boolean): void {
    this.isReady = isReady;
    if (!isReady) return;
    for (const done of this.waiting) done();
    this.waiting.clear();
  }

  /** @throws PhoneError when it takes too long */
  wait(): Promise<void> {
    if (this.isReady) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(done);
        reject(new PhoneError());
      }, READY_MS);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      this.waiting.add(done);
    });
  }
}

let context: AudioContext | null = null;

/** What is sent while there is no microphone. */
export function silence(): MediaStreamTrack {
  context ??= new AudioContext();
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  return track as MediaStreamTrack;
}
