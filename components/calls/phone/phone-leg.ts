import type { MediaPlan } from "@/server/contract/call-media";
import { LegAudio, type LegAudioOptions } from "../media/leg-audio";
import type { Phone, PhoneCall } from "./phone";

/**
 * The audio of a leg that goes through a phone system. The phone has a call for its leg, and another one whenever the audio broke off; who
 * hears whom happens in the phone system.
 */
export class PhoneLeg extends LegAudio<LegAudioOptions & { phone: Promise<Phone> }> {
  private call: PhoneCall | null = null;
  private wasConnected = false;

  override start(): void {
    super.start();
    this.setConnection("connecting");
    this.options.phone.then(
      (phone) => this.use(phone),
      () => this.patch({ isSystemDown: true }),
    );
  }

  private use(phone: Phone): void {
    const { legId } = this.options;
    phone.carry(legId, {
      rings: (asked, call, iceServers) => {
        if (asked !== legId || this.state.phase === "ended") return false;
        this.call?.hangUp();
        this.call = call;
        // Those of the phone are as old as its account, and their credentials may have expired.
        call.answer(this.input.track, this.state.phase === "attached" ? this.iceServers : iceServers);
        return true;
      },
      connected: () => {
        this.wasConnected = true;
        this.setConnection("connected");
      },
      relayRefused: this.relayRefused,
      heard: (track) => this.speaker.play(legId, track),
      hungUp: (call) => {
        if (call !== this.call) return;
        this.call = null;
        this.speaker.play(legId, null);
        this.setConnection(this.wasConnected ? "recovering" : "connecting");
      },
      reachable: (isReachable) => this.patch({ isSystemDown: !isReachable }),
    });
  }

  override sendKey(key: string): void {
    this.call?.sendKey(key);
  }

  override close(): void {
    this.call?.hangUp();
    this.call = null;
    super.close();
  }

  /** Music and the voices come from the phone system; that a customer is being rung this browser says itself. */
  protected override follow({ sound }: MediaPlan): void {
    const heard = sound === "ringback" ? "ringback" : "none";
    this.speaker.sound(heard);
    this.patch({ sound: heard });
  }

  protected override trackChanged(track: MediaStreamTrack | null): void {
    this.call?.replaceTrack(track);
  }

  protected override receive(): void {}

  /** The next call of the phone system is answered with them. */
  protected override iceServersChanged(): void {}
}
