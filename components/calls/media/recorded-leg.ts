import type { MediaPlan, RecorderPlan } from "@/server/contract/call-media";
import type { Id } from "@/server/contract/ids";
import type { CallRecorder } from "./call-recorder";
import type { LegAudioOptions } from "./leg-audio";
import { MediaLeg } from "./media-leg";

export type RecordedLegOptions = LegAudioOptions & { openRecorder(): CallRecorder };

/** The audio of a person of ours, whose browser records the call while they hold it and the plan says so. */
export class RecordedLeg extends MediaLeg<RecordedLegOptions> {
  private readonly tracks = new Map<Id, MediaStreamTrack>();
  private recorder: CallRecorder | null = null;
  private recorded: RecorderPlan | undefined;

  override async flushRecording(): Promise<void> {
    await this.recorder?.flush();
  }

  override async suspendRecording(): Promise<void> {
    await this.recorder?.suspend();
  }

  override resumeRecording(): void {
    this.recorder?.resume();
    this.record();
  }

  override close(): void {
    this.recorder?.close();
    this.recorder = null;
    this.recorded = undefined;
    super.close();
  }

  protected override follow(plan: MediaPlan): void {
    super.follow(plan);
    this.recorded = plan.recorder;
    this.record();
  }

  protected override trackChanged(track: MediaStreamTrack | null): void {
    super.trackChanged(track);
    this.record();
  }

  protected override play(legId: Id, track: MediaStreamTrack | null): void {
    super.play(legId, track);
    if (track) this.tracks.set(legId, track);
    else this.tracks.delete(legId);
    this.record();
  }

  private record(): void {
    if (this.recorded) this.recorder ??= this.options.openRecorder();
    this.recorder?.follow(this.recorded, { own: this.input.track, tracks: this.tracks });
  }
}
