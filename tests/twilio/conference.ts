import type { Member, Room } from "./api-shapes";

/** What somebody hears in a conference: whom of the others, or a sound. */
export function heardIn(room: Room | null, me: Member | null): string[] {
  if (!room || me?.status !== "connected") return ["nothing"];
  if (me.hold) return ["music"];
  if (room.status === "init") return [soundAt(me.waits)];
  return room.members
    .filter((one) => one !== me && one.status === "connected" && !one.hold && !one.muted)
    .filter(({ coach }) => coach === null || coach === me.call.sid)
    .map(({ call: { from, to } }) => (from.startsWith("client:") ? from.slice("client:".length) : `${from}>${to}`))
    .sort();
}

function soundAt(waitUrl: string): string {
  if (waitUrl === "") return "silence";
  return waitUrl.endsWith("/wait") ? "ringing" : "music";
}
