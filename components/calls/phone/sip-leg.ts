import type { MediaPlan } from "@/server/contract/call-media";
import { LegAudio, type LegAudioOptions } from "../media/leg-audio";
import type { Phone, PhoneCall } from "./sip-phone";

/**
 * The audio of a leg that goes through a phone system. The phone system rings this browser for its leg, and again whenever the audio broke
 * off; who hears whom happens there.
 */
export class SipLeg extends LegAudio<LegAudioOptions & { phone: Promise<Phone> }> {
  private call: PhoneCall | null = null;
  private wasConnected = false;

  override start(): void {
    super.start();
    this.patch({ connection: "connecting" });
    this.options.phone.then(
      (phone) => this.listen(phone),
      () => this.patch({ isSystemDown: true }),
    );
  }

  private listen(phone: Phone): void {
    const { legId } = this.options;
    phone.listen({
      rings: (asked, call, iceServers) => {
        if (asked !== legId || this.state.phase === "ended") return false;
        this.call?.hangUp();
        this.call = call;
        call.answer(this.input.track, iceServers);
        return true;
      },
      connected: () => {
        this.wasConnected = true;
        this.patch({ connection: "connected" });
      },
      heard: (track) => this.speaker.play(legId, track),
      hungUp: (call) => {
        if (call !== this.call) return;
        this.call = null;
        this.speaker.play(legId, null);
        this.patch({ connection: this.wasConnected ? "recovering" : "connecting" });
      },
      reachable: (isReachable) => this.patch({ isSystemDown: !isReachable }),
    });
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
}
