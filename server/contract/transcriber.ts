/** One sentence or phrase. Times are from the beginning of the recording; null where the transcriber gives none. */
export type SpokenText = {
  startMs: number | null;
  endMs: number | null;
  text: string;
  /** The transcriber's own label; null where it does not tell speakers apart. */
  speaker: string | null;
  /** Who says it, known from the side on which it was recorded; absent where both sides are in one channel. */
  by?: Speaker;
};

/** `name`: of the colleague who was on the call at that time; null where the call does not tell. */
export type Speaker = { side: "customer" } | { side: "ours"; name: string | null };

/** The words of a recording in their order; none where nothing was understood. */
export type TranscribedAudio = { language: string | null; segments: SpokenText[] };

/** What turns recordings into text. An optional service that the operator connects. */
export type Transcriber = {
  /**
   * @param audio a file of type `audio/wav`
   * @throws TranscriberError
   */
  transcribe(audio: Buffer): Promise<TranscribedAudio>;
};

/** `rejected`: this audio will never be transcribed; `unavailable`: it may be, later. */
export class TranscriberError extends Error {
  constructor(
    readonly outcome: "rejected" | "unavailable",
    /** Without text of the service, which may repeat what was said. */
    readonly reason: string,
  ) {
    super(`transcription ${outcome}: ${reason}`);
    this.name = "TranscriberError";
  }
}
