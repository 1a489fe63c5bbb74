import { uuidv7 } from "uuidv7";
import { callRecordingPieces } from "@/db/schema";
import { PIECE_BYTES } from "@/server/contract/constants";
import type { PersonActor } from "@/server/contract/team";
import { announceRecording } from "@/server/domain/calls/announce-recording";
import { getCall } from "@/server/domain/calls/live-call";
import { mediaPlanOf } from "@/server/domain/calls/media-plan";
import { joinPieces } from "@/server/domain/calls/recordings/join-pieces";
import { readParts } from "@/server/domain/calls/recordings/parts";
import { storePiece } from "@/server/domain/calls/recordings/pieces";
import { sidesOf } from "@/server/lib/mu-law";
import { spoken } from "./spoken";
import { type TelephoneWorld, telephoneWorld } from "./telephone-fixture";

/** A second in which somebody speaks, with `byte` at one place. */
export function filled(byte = 1): Buffer {
  const second = Buffer.alloc(PIECE_BYTES);
  spoken([1000, 0], [0, 1000]).copy(second);
  second[MARK] = byte;
  return second;
}
const MARK = 20;

type Sent = { isLast?: boolean; data?: Buffer; seq?: number; deviceId?: string };

/** Two stores where calls are recorded; a visitor has called, and Ana has answered. */
export async function recordedCall() {
  const world = await telephoneWorld();
  await world.set("calls.recording", true);
  const devices = new Map<string, string>();
  const takes = new Map<string, { id: string; next: number }>();
  const call = { id: "" };
  const stored = () => world.stored(call.id);
  const deviceOf = ({ id }: PersonActor) => devices.get(id) ?? devices.set(id, uuidv7()).get(id) ?? "";
  const answer = (who: PersonActor) => world.answer(who, call.id, deviceOf(who));
  const legOf = async ({ id }: PersonActor) => (await stored()).legs.findLast(({ userId }) => userId === id)?.id ?? "";
  const begin = ({ id }: PersonActor) => {
    const take = { id: uuidv7(), next: 0 };
    takes.set(id, take);
    return take;
  };
  const calls = async () => {
    call.id = await world.visitorCalls();
    await answer(world.ana);
  };
  await calls();
  return {
    world,
    call,
    devices,
    stored,
    deviceOf,
    answer,
    legOf,
    /** Another visitor calls, and Ana answers. */
    calls,
    /** The browser of this person begins a take. */
    begin,
    customer: () => world.customerLegOf(call.id),
    planOf: async (legId: string) => mediaPlanOf(await stored(), legId),
    announce: async (how: { wasHeard?: boolean; transcription?: boolean } = {}) => {
      const report = {
        callId: call.id,
        legId: await world.customerLegOf(call.id),
        wasHeard: true,
        transcription: false,
      };
      await announceRecording(world.system(), { ...report, ...how });
    },
    state: async () => (await getCall(world.as(world.sue), { callId: call.id })).recording?.state,
    pieces: () => world.db.select().from(callRecordingPieces).orderBy(callRecordingPieces.position),
    async sends(who: PersonActor, more: Sent = {}): Promise<void> {
      const take = takes.get(who.id) ?? begin(who);
      const seq = more.seq ?? take.next++;
      const { isLast = false, data = filled(), deviceId = deviceOf(who) } = more;
      const piece = { callId: call.id, legId: await legOf(who), takeId: take.id, seq, isLast, deviceId };
      await storePiece(world.as(who), { ...piece, data: new Uint8Array(data) });
    },
    joined: () => joinedOf(world, call.id),
  };
}

/** What a recording that is stored consists of: the mark of each piece. */
async function joinedOf(world: TelephoneWorld, callId: string): Promise<number[]> {
  const [recording] = await world.recordings(callId);
  if (!recording) return [];
  await joinPieces(world.system(), recording.id);
  const parts: Buffer[] = [];
  for await (const part of readParts(world.db, recording.id, 0, 10_000_000)) parts.push(part);
  const sides = sidesOf(Buffer.concat(parts));
  const count = (sides?.left.length ?? 0) / (PIECE_BYTES / 2);
  return Array.from({ length: count }, (_, n) => sides?.left[(n * PIECE_BYTES + MARK) / 2] ?? -1);
}

export type RecordedCall = Awaited<ReturnType<typeof recordedCall>>;
