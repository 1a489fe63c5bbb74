import { uuidv7 } from "uuidv7";
import type { SaveReply } from "@/server/contract/replies";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { listDrafts } from "@/server/domain/conversations/drafts/list-drafts";
import { saveDraft } from "@/server/domain/conversations/drafts/save-draft";
import { sendMessage } from "@/server/domain/conversations/sending/send-message";
import { saveReply } from "@/server/domain/replies/save-reply";
import { endSession } from "@/server/domain/team/end-session";
import { listPeople } from "@/server/domain/team/list-people";
import { listPlaces } from "@/server/domain/team/list-places";
import { getPreferences } from "@/server/domain/team/preferences";
import { savePreferences } from "@/server/domain/team/save-preferences";
import type { TwoStores } from "./two-stores";

/** What screens show of people, places and the person's own choices, freshly fetched. */
export const teamScreens = async (ctx: Ctx<PersonActor>) => ({
  people: await listPeople(ctx),
  places: await listPlaces(ctx),
  preferences: await getPreferences(ctx),
  drafts: await listDrafts(ctx),
});

const replyOfPine = ({ pine }: TwoStores): SaveReply => ({
  ...{ replyId: uuidv7(), name: "Held", shortcut: null, body: "It is held for you.", expectedVersion: 0 },
  library: { kind: "place", placeId: pine.id },
});

/** Stories of `replay.db.test.ts` about a person alone. */
export const teamStories = {
  "preferences.changed": async (s: TwoStores) => () => savePreferences(s.as(s.ana), { messageSound: false }),
  "saved_reply.changed": async (s: TwoStores) => () => saveReply(s.as(s.sue), replyOfPine(s)),
  /** One that grows, one that is sent, and one that begins. */
  "draft.changed": async (s: TwoStores & { id: string }) => {
    const ctx = s.as(s.ana);
    const write = { conversationId: s.id, baseVersion: 0 };
    const note = await saveDraft(ctx, { ...write, mode: "note", body: "Ask" });
    await saveDraft(ctx, { ...write, mode: "reply", body: "Yes." });
    return async () => {
      await saveDraft(ctx, { ...write, mode: "note", body: "Ask Nia", baseVersion: note.version });
      await sendMessage(ctx, { conversationId: s.id, clientMessageId: uuidv7(), body: "Yes.", seenSeq: 100 });
      await saveDraft(ctx, { ...write, mode: "reply", body: "And" });
    };
  },
  "session.ended": async (s: TwoStores) => () => endSession(s.system(), { sid: s.abe.sid }),
};
