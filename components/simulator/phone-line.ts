import { uuidv7 } from "uuidv7";
import { MediaLeg } from "@/components/calls/media/media-leg";
import { openMicrophone } from "@/components/calls/media/microphone";
import { syntheticVoice, type VoiceName } from "@/components/calls/media/synthetic-voice";
import { type CustomerLine, openCustomerLine } from "@/components/client/call-socket";
import type { DeclineRing, StartedWebCall } from "@/server/contract/call-media";

/** What the store hears of the customer: a generated voice, or this machine's microphone. */
export type PhoneVoice = VoiceName | "microphone";

/** One call of a simulated phone, from its first ring to its end. */
export class PhoneLine {
  readonly leg: MediaLeg;
  private readonly line: CustomerLine;

  constructor({ callId, legId, token }: StartedWebCall, voice: PhoneVoice) {
    this.line = openCustomerLine(token);
    this.leg = new MediaLeg({
      callId,
      legId,
      deviceId: uuidv7(),
      transport: this.line.transport,
      input: inputOf(voice),
    });
    this.leg.start();
  }

  speakAs(voice: PhoneVoice): void {
    void this.leg.setInput(inputOf(voice));
  }

  /** Answers a call of a store. @returns null when it is over */
  static async answer(ring: StartedWebCall, voice: PhoneVoice): Promise<PhoneLine | null> {
    const line = openCustomerLine(ring.token);
    const isAnswered = await line.answer().catch(() => false);
    line.close();
    return isAnswered ? new PhoneLine(ring, voice) : null;
  }

  static async decline({ token }: StartedWebCall, as: DeclineRing["as"]): Promise<void> {
    const line = openCustomerLine(token);
    await line.decline(as).catch(() => {});
    line.close();
  }

  /** The server ends the leg by its next plan. */
  hangUp(): void {
    void this.line.hangUp().catch(() => this.close());
  }

  close(): void {
    this.leg.close();
    this.line.close();
  }
}

const inputOf = (voice: PhoneVoice) => () => (voice === "microphone" ? openMicrophone(null) : syntheticVoice(voice));
