import { UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent } from "jssip/lib/UA";
import type { Id } from "@/server/contract/ids";
import type { PhoneAccount } from "@/server/contract/voice";

/** How long a phone may take to be ready before answering is refused. */
const READY_MS = 6000;
const RETRY_MS = 1000;
const ICE_GATHERING_MS = 500;

/** The call that rings this phone for a leg: the phone takes it, or refuses it. */
export type PhoneCall = {
  /** @param track what the others hear; null: silence until there is a microphone */
  answer(track: MediaStreamTrack | null, iceServers: RTCIceServer[]): void;
  replaceTrack(track: MediaStreamTrack | null): void;
  hangUp(): void;
};
export type PhoneEvents = {
  /** The leg's call is here. @returns whether the phone takes it */
  rings(legId: Id, call: PhoneCall, iceServers: RTCIceServer[]): boolean;
  connected(): void;
  /** What the others say. */
  heard(track: MediaStreamTrack): void;
  hungUp(call: PhoneCall): void;
  /** Whether the phone system can be reached. */
  reachable(isReachable: boolean): void;
};

/** What a leg needs of the phone. */
export interface Phone {
  /** Resolves once the phone can be rung. @throws Error when that takes too long */
  ready(): Promise<void>;
  listen(events: PhoneEvents): void;
  close(): void;
}

/**
 * The browser as a SIP phone. It registers with an account that the server makes for this tab, and again by itself whenever the
 * connection was lost; an account that the phone system no longer knows is replaced by a new one.
 */
export class SipPhone implements Phone {
  private ua: UA | null = null;
  private events: PhoneEvents | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private isClosed = false;
  private isReady = false;
  private isReachable = true;
  private readonly waiting = new Set<() => void>();
  private readonly leave = () => this.ua?.terminateSessions();

  constructor(private readonly openAccount: () => Promise<PhoneAccount>) {
    // A page that goes away says so: the customer hears music at once instead of silence.
    window.addEventListener("pagehide", this.leave);
    void this.register();
  }

  ready(): Promise<void> {
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

  listen(events: PhoneEvents): void {
    this.events = events;
    if (!this.isReachable) events.reachable(false);
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.retry);
    window.removeEventListener("pagehide", this.leave);
    this.ua?.stop();
  }

  private async register(): Promise<void> {
    const account = await this.openAccount().catch(() => null);
    if (this.isClosed) return;
    if (account) this.start(account);
    else this.again();
  }

  private start({ url, user, password, iceServers }: PhoneAccount): void {
    const ua = new UA({
      sockets: [new WebSocketInterface(url)],
      uri: `sip:${user}@${new URL(url).hostname}`,
      password,
      register_expires: 120,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 4,
    });
    this.ua = ua;
    ua.on("registered", () => this.setReady(true));
    ua.on("disconnected", () => this.setReady(false));
    ua.on("registrationFailed", () => {
      if (this.ua !== ua) return;
      this.setReady(false);
      this.ua = null;
      ua.stop();
      this.again();
    });
    ua.on("newRTCSession", (event: IncomingRTCSessionEvent | OutgoingRTCSessionEvent) => {
      const { session } = event;
      if (session.direction !== "incoming") return;
      const legId = (event as IncomingRTCSessionEvent).request.getHeader("X-Storeline-Leg") ?? "";
      this.receive(session, legId, iceServers);
    });
    ua.start();
  }

  private receive(session: RTCSession, legId: Id, iceServers: RTCIceServer[]): void {
    session.on("peerconnection", ({ peerconnection }) =>
      peerconnection.addEventListener("track", ({ track }) => this.events?.heard(track)),
    );
    session.on("confirmed", () => this.events?.connected());
    const call = callOf(session);
    session.on("ended", () => this.events?.hungUp(call));
    session.on("failed", () => this.events?.hungUp(call));
    limitIceGathering(session);
    if (!this.events?.rings(legId, call, iceServers)) session.terminate({ status_code: 486 });
  }

  /** The phone system or the server is away, or knows the account no longer. */
  private again(): void {
    this.setReady(false);
    if (!this.isClosed) this.retry = setTimeout(() => void this.register(), RETRY_MS);
  }

  private setReady(isReady: boolean): void {
    this.isReady = isReady;
    this.isReachable = isReady;
    this.events?.reachable(isReady);
    if (!isReady) return;
    for (const done of this.waiting) done();
    this.waiting.clear();
  }
}

/** The phone system could not be reached in time. */
export class PhoneError extends Error {
  readonly problem = "phone_system";
}

const callOf = (session: RTCSession): PhoneCall => ({
  answer: (track, iceServers) =>
    session.answer({ mediaStream: new MediaStream([track ?? silence()]), pcConfig: { iceServers } }),
  replaceTrack: (track) => {
    void session.connection?.getSenders()[0]?.replaceTrack(track);
  },
  hangUp: () => {
    if (!session.isEnded()) session.terminate();
  },
});

function silence(): MediaStreamTrack {
  const [track] = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
  return track as MediaStreamTrack;
}

/** JsSIP waits for the last ICE candidate: up to 40 s when a STUN or TURN server is out of reach. */
function limitIceGathering(session: RTCSession): void {
  let isCounting = false;
  session.on("icecandidate", ({ ready }) => {
    if (isCounting) return;
    isCounting = true;
    setTimeout(ready, ICE_GATHERING_MS);
  });
}
