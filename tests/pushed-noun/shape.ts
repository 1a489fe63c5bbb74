import type { Id } from "@/server/contract/ids";

/** A notice on a place's pin board. */
export type Notice = { id: Id; placeId: Id; version: number; text: string };

/** The types of a noun that only tests push, as a feature would add them to `PushedNouns`. */
export type TestNouns = {
  notice: {
    events: "notice.changed";
    payload: { noticeId: Id };
    entity: { kind: "notice"; notice: Notice };
  };
};
