import * as z from "zod";
import { Id, type IsoTime } from "./ids";
import type { SpokenText } from "./transcriber";

/** The transcript of one recording. */
export const TranscriptInput = z.strictObject({ recordingId: Id });
/** @source Storeline `call_transcripts`, as the transcriber of this deployment understood the recording */
export type Transcript = { segments: SpokenText[]; language: string | null; finishedAt: IsoTime };
