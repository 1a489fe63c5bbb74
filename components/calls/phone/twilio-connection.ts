import type { Id } from "@/server/contract/ids";
import type { TokenAccount } from "@/server/contract/voice";
import { KEY_MS, silence } from "./phone";
import type { OpenDevice, TwilioCall, TwilioDevice } from "./twilio-device";

/** How long connecting, or connecting again, may take before it is begun anew. */
const CONNECT_MS = 10_000;

type Ports = {
  open: OpenDevice;
  /** A new token for a call that lasts longer than the first one. */
  renew(): Promise<TokenAccount>;
  connected(): void;
  heard(track: MediaStreamTrack): void;
  /** The way to Twilio broke, and the SDK tries to restore it; or it has. */
  reachable(isReachable: boolean): void;
  /** Once, unless it was closed. */
  ended(): void;
};

/** One connection of this browser to the conference of its leg, from the first attempt to the end. */
export class TwilioConnection {
  private device: TwilioDevice | null = null;
  private peer: RTCPeerConnection | null = null;
  private track: MediaStreamTrack | null = null;
  private late: ReturnType<typeof setTimeout> | undefined;
  private isOver = false;

  constructor(
    private readonly legId: Id,
    private readonly account: TokenAccount,
    private readonly ports: Ports,
  ) {}

  start(track: MediaStreamTrack | null): void {
    this.track = track;
    this.endUnlessSoon();
    void this.connect();
  }

  /** Sends this in place of what was sent before, and of the silence with which a call begins. */
  send(track: MediaStreamTrack | null): void {
    this.track = track;
    void this.peer?.getSenders()[0]?.replaceTrack(track ?? silence());
  }

  /** As a telephone event in the audio. The SDK would play a tone here, too. */
  sendKey(key: string): void {
    const keys = this.peer?.getSenders()[0]?.dtmf;
    // What is inserted takes the place of whatever still waits.
    if (keys?.canInsertDTMF) keys.insertDTMF(keys.toneBuffer + key, KEY_MS);
  }

  close(): void {
    this.isOver = true;
    clearTimeout(this.late);
    // Hangs up, and closes the way to Twilio.
    this.device?.destroy();
    this.device = null;
  }

  private async connect(): Promise<void> {
    const device = this.ports.open(this.account, {
      opened: (peer) => {
        this.peer = peer;
        // The microphone is sent as soon as there is something to send it by, not only once the other end has answered.
        peer.addEventListener("signalingstatechange", () => this.track && this.send(this.track));
      },
      heard: (track) => this.ports.heard(track),
    });
    this.device = device;
    device.on("tokenWillExpire", () => void this.renew());
    // What matters of it reaches the call.
    device.on("error", () => {});
    const call = await device.connect({ params: { leg: this.legId } }).catch(() => null);
    if (this.isOver) return call?.disconnect();
    if (call) this.follow(call);
    else this.end();
  }

  private follow(call: TwilioCall): void {
    const endIfOver = () => {
      if (call.status() === "closed") this.end();
    };
    call.on("accept", () => {
      clearTimeout(this.late);
      this.send(this.track);
      this.ports.connected();
    });
    call.on("disconnect", () => this.end());
    call.on("cancel", () => this.end());
    // After these the SDK ends a call sometimes, and does not always say so.
    call.on("error", () => setTimeout(endIfOver));
    call.on("transportClose", () => setTimeout(endIfOver));
    call.on("reconnecting", () => {
      this.endUnlessSoon();
      this.ports.reachable(false);
    });
    call.on("reconnected", () => {
      clearTimeout(this.late);
      this.ports.reachable(true);
    });
  }

  private endUnlessSoon(): void {
    clearTimeout(this.late);
    this.late = setTimeout(() => {
      this.ports.reachable(false);
      this.end();
    }, CONNECT_MS);
  }

  private end(): void {
    if (this.isOver) return;
    this.close();
    this.ports.ended();
  }

  private async renew(): Promise<void> {
    const account = await this.ports.renew().catch(() => null);
    if (account) this.device?.updateToken(account.token);
  }
}
