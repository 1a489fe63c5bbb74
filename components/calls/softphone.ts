import { BROWSERS } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import type { LiveCall } from "@/server/contract/live-calls";
import { getDeviceSettings } from "./device-settings";
import { CallRecorder } from "./media/call-recorder";
import type { LegAudio, LegAudioOptions, MediaState } from "./media/leg-audio";
import { RecordedLeg } from "./media/recorded-leg";
import type { RecordingLine } from "./media/recording-line";
import { browserSource } from "./media/recording-source";
import type { CallTransport } from "./media/transport";
import { openInput } from "./open-input";
import type { Phone } from "./phone/phone";
import { PhoneLeg } from "./phone/phone-leg";

/** The audio of this tab: none, or that of one leg. A new object after each change. */
export type SoftphoneState = {
  /** The call whose audio belongs to this tab, set before it connects and remembered through a reload. */
  callId: Id | null;
  media: MediaState | null;
};

/** My leg of the call that I am on. */
export type Line = {
  callId: Id;
  legId: Id;
  muted: boolean;
  provider: string;
  /** Whether I listen only: then the microphone stays closed until I speak. */
  isListening: boolean;
};
type Ports = {
  transport: CallTransport;
  /** The tab's own memory, which a reload leaves alone. */
  memory: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  deviceId: Id;
  openLeg: (options: LegAudioOptions) => LegAudio;
  /** Makes this browser a phone of the provider that carries a call. */
  openPhone: (provider: string) => Promise<Phone>;
};

const CARRIED = "storeline-call";
/** Makes the audio of a leg that goes from browser to browser, and records it where the server says so. */
export const recordedLegs = (line: RecordingLine) => (options: LegAudioOptions) => {
  const { callId, legId } = options;
  const openRecorder = () =>
    new CallRecorder({
      newId: () => crypto.randomUUID(),
      open: browserSource,
      send: (piece) => line.piece({ callId, legId, ...piece }),
      failed: () => line.unrecorded({ callId, legId }),
    });
  return new RecordedLeg({ ...options, openRecorder });
};

/** The audio of my calls in this tab. Exactly one tab carries a call's audio, and remembers that through a reload. */
export class Softphone {
  state: SoftphoneState;
  readonly deviceId: Id;
  private readonly listeners = new Set<() => void>();
  private leg: LegAudio | null = null;
  private phone: Promise<Phone> | null = null;
  private legId: Id | null = null;
  private muted = false;
  private isListening = false;
  private microphone: MediaStream | null = null;
  private unsubscribe: () => void = () => {};

  constructor(private readonly ports: Ports) {
    this.deviceId = ports.deviceId;
    this.state = { callId: ports.memory.getItem(CARRIED), media: null };
  }

  subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => void this.listeners.delete(changed);
  };
  get = (): SoftphoneState => this.state;

  /**
   * Opens the microphone, and the phone where a phone system carries the call, and claims the call for this tab before the server is
   * asked, because its pushes about the call may arrive before its response.
   * @throws MicrophoneError or PhoneError and carries nothing
   */
  async prepare({ id: callId, provider }: Pick<LiveCall, "id" | "provider">): Promise<void> {
    const phone = provider === BROWSERS ? null : this.takePhone(provider);
    try {
      const microphone = await openInput();
      this.releaseMicrophone();
      this.microphone = microphone;
      await (await phone)?.ready();
    } catch (error) {
      if (!this.leg) this.close();
      throw error;
    }
    this.claim(callId);
  }

  /** As `prepare`, for somebody who only listens: without a microphone, and with the phone where one is needed once they are on the call. */
  prepareToListen(callId: Id): void {
    this.claim(callId);
  }

  /** The server refused what this tab had prepared for. */
  abandon(callId: Id): void {
    if (this.state.callId === callId && !this.leg) this.release();
  }

  /** Opens the audio of the call I am on if it belongs to this tab, and closes that of a call that is over. */
  follow(line: Line | null): void {
    if (this.legId && this.legId !== line?.legId) this.leave(line);
    if (!line || line.callId !== this.state.callId) return;
    if (!this.leg) this.open(line);
    // Only a change: an older state of the call must not undo what the person has just pressed.
    if (line.muted !== this.muted) this.leg?.setMuted(line.muted);
    this.muted = line.muted;
    if (this.isListening && !line.isListening) this.chooseMicrophone();
    this.isListening = line.isListening;
  }

  setMuted(muted: boolean): void {
    this.leg?.setMuted(muted);
  }

  /** Opens the microphone that is chosen on this device, also after a problem with it. */
  chooseMicrophone(): void {
    void this.leg?.setInput(openInput);
  }

  applyOutput(): void {
    const { outputId, volume } = getDeviceSettings();
    void this.leg?.setOutput(outputId);
    this.leg?.setVolume(volume);
  }

  /** What was said until now arrives before whatever the person does about the recording next. */
  flushRecording = async (): Promise<void> => this.leg?.flushRecording();
  suspendRecording = async (): Promise<void> => this.leg?.suspendRecording();
  resumeRecording = (): void => this.leg?.resumeRecording();
  sendKey = (key: string): void => this.leg?.sendKey(key);
  level = (): number => this.leg?.level() ?? 0;
  resume = (): void => void this.leg?.resume();

  /** Stops the audio when the page closes. The call goes on, and the next page reconnects to it. */
  close(): void {
    this.leg?.close();
    this.unsubscribe();
    this.leg = null;
    this.legId = null;
    this.releaseMicrophone();
    void this.phone?.then(
      (phone) => phone.close(),
      () => {},
    );
    this.phone = null;
  }

  /** On the same call this tab carries the new leg, too: whoever supervised a call may have taken it over. */
  private leave(line: Line | null): void {
    if (line?.callId === this.state.callId) this.close();
    else this.release();
  }

  private open({ callId, legId, provider, isListening }: Line): void {
    const { microphone } = this;
    this.microphone = null;
    const { transport, deviceId, openLeg } = this.ports;
    const open = () => (microphone ? Promise.resolve(microphone) : openInput());
    const options = { callId, legId, deviceId, transport, input: isListening ? null : open };
    const leg =
      provider === BROWSERS ? openLeg(options) : new PhoneLeg({ ...options, phone: this.takePhone(provider) });
    this.isListening = isListening;
    this.leg = leg;
    this.legId = legId;
    this.muted = false;
    this.unsubscribe = leg.subscribe(() => this.mediaChanged(leg));
    leg.start();
    this.applyOutput();
    this.set({ callId, media: leg.state });
  }

  private takePhone(provider: string): Promise<Phone> {
    this.phone ??= this.ports.openPhone(provider);
    return this.phone;
  }

  private mediaChanged(leg: LegAudio): void {
    if (leg !== this.leg) return;
    // Another tab has the audio now. The end of the leg itself arrives with the call.
    const isElsewhere = leg.state.ended === "moved" || leg.state.ended === "refused";
    if (isElsewhere) this.release();
    else this.set({ ...this.state, media: leg.state });
  }

  private claim(callId: Id): void {
    this.ports.memory.setItem(CARRIED, callId);
    this.set({ callId, media: null });
  }

  private release(): void {
    this.close();
    this.ports.memory.removeItem(CARRIED);
    this.set({ callId: null, media: null });
  }

  private releaseMicrophone(): void {
    for (const track of this.microphone?.getTracks() ?? []) track.stop();
    this.microphone = null;
  }

  private set(state: SoftphoneState): void {
    this.state = state;
    for (const changed of this.listeners) changed();
  }
}
