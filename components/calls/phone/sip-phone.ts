import { UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent } from "jssip/lib/UA";
import type { Id } from "@/server/contract/ids";
import type { SipAccount } from "@/server/contract/voice";
import { isRelayRefusal } from "../media/relay-refusal";
import { KEY_MS, type Phone, type PhoneCall, type PhoneEvents, Readiness, silence } from "./phone";

const RETRY_MS = 1000;
const ICE_GATHERING_MS = 500;

/**
 * The browser as a SIP phone. It registers with an account that the server makes for this tab, and again by itself whenever the
 * connection was lost; an account that the phone system no longer knows is replaced by a new one.
 */
export class SipPhone implements Phone {
  private ua: UA | null = null;
  private events: PhoneEvents | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private isClosed = false;
  private isReachable = true;
  private readonly readiness = new Readiness();
  private readonly leave = () => this.ua?.terminateSessions();

  constructor(private readonly openAccount: () => Promise<SipAccount>) {
    // A page that goes away says so: the customer hears music at once instead of silence.
    window.addEventListener("pagehide", this.leave);
    void this.register();
  }

  ready = (): Promise<void> => this.readiness.wait();

  /** The phone system rings this phone for the leg, and says for which one. */
  carry(_: Id, events: PhoneEvents): void {
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

  private start({ url, user, password, iceServers }: SipAccount): void {
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
    session.on("peerconnection", ({ peerconnection }) => this.followAudio(peerconnection));
    const call = callOf(session);
    session.on("ended", () => this.events?.hungUp(call));
    session.on("failed", () => this.events?.hungUp(call));
    limitIceGathering(session);
    if (!this.events?.rings(legId, call, iceServers)) session.terminate({ status_code: 486 });
  }

  /** That the phone system has taken the answer does not mean that audio finds a way. */
  private followAudio(peer: RTCPeerConnection): void {
    peer.addEventListener("track", ({ track }) => this.events?.heard(track));
    peer.addEventListener("icecandidateerror", (error) => isRelayRefusal(error) && this.events?.relayRefused());
    peer.addEventListener("connectionstatechange", () => {
      if (peer.connectionState === "connected") this.events?.connected();
    });
  }

  /** The phone system or the server is away, or knows the account no longer. */
  private again(): void {
    this.setReady(false);
    if (!this.isClosed) this.retry = setTimeout(() => void this.register(), RETRY_MS);
  }

  private setReady(isReady: boolean): void {
    this.isReachable = isReady;
    this.events?.reachable(isReady);
    this.readiness.set(isReady);
  }
}

const callOf = (session: RTCSession): PhoneCall => ({
  answer: (track, iceServers) =>
    session.answer({ mediaStream: new MediaStream([track ?? silence()]), pcConfig: { iceServers } }),
  replaceTrack: (track) => {
    void session.connection?.getSenders()[0]?.replaceTrack(track);
  },
  // As SIP INFO: with that the accounts are made, so that an agent's browser never hears a customer's keys.
  sendKey: (key) => {
    if (session.isEstablished()) session.sendDTMF(key, { duration: KEY_MS });
  },
  hangUp: () => {
    if (!session.isEnded()) session.terminate();
  },
});

/** JsSIP waits for the last ICE candidate: up to 40 s when a STUN or TURN server is out of reach. */
function limitIceGathering(session: RTCSession): void {
  let isCounting = false;
  session.on("icecandidate", ({ ready }) => {
    if (isCounting) return;
    isCounting = true;
    setTimeout(ready, ICE_GATHERING_MS);
  });
}
