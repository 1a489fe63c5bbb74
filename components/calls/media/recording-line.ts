import type { LegAlive, RecordingPiece } from "@/server/contract/call-media";
import type { PieceAnswer } from "./call-recorder";
import { ask, type CallSocket } from "./transport";

/** What a recorder needs from the server. */
export type RecordingLine = {
  piece(piece: RecordingPiece): Promise<PieceAnswer>;
  unrecorded(input: LegAlive): void;
};

/** Answers after which a piece is sent again. `forbidden`: after a lost connection the leg is not attached yet. */
const AGAIN = ["unavailable", "rate_limited", "forbidden"];

/** Carries what is recorded over the socket of the workspace. */
export const socketRecording = (socket: CallSocket): RecordingLine => ({
  async piece(piece) {
    const answer = socket.connected ? await ask(socket, "call_piece", piece) : null;
    if (answer?.ok) return "stored";
    return answer === null || AGAIN.includes(answer.error) ? null : "refused";
  },
  unrecorded: (input) => void ask(socket, "call_unrecorded", input),
});
