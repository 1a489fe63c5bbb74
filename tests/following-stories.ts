import { uuidv7 } from "uuidv7";
import { assignConversation } from "@/server/domain/conversations/assignment/assign-conversation";
import { resolveConversation } from "@/server/domain/conversations/status/resolve-conversation";
import { addNote } from "@/server/domain/conversations/thread/add-note";
import { followConversation } from "@/server/domain/conversations/thread/follow-conversation";
import type { TwoStores } from "./two-stores";

type Story = TwoStores & { id: string };

/** A note of Abe that mentions these colleagues. */
export const mention = (s: Story, ...people: { id: string; name: string }[]) =>
  addNote(s.as(s.abe), {
    conversationId: s.id,
    clientMessageId: uuidv7(),
    body: ["Checked the back room", ...people.map(({ name }) => `@${name}`)].join(" "),
    mentions: people.map(({ id, name }) => ({ userId: id, label: name })),
  });
const follow = (s: Story, who: "ana" | "sue" | "pat", isFollowing: boolean) =>
  followConversation(s.as(s[who]), { conversationId: s.id, isFollowing });

/** Stories of `replay.db.test.ts` about notes and those who follow. */
export const followingStories = {
  /** One of an open conversation, one of a resolved one. */
  "note.added": async (s: Story) => async () => {
    await mention(s, s.ana, s.sue);
    await resolveConversation(s.as(s.ana), { conversationId: s.id });
    await mention(s, s.sue);
  },
  "conversation.followed": async (s: Story) => () => follow(s, "sue", true),
  /** One stops; another loses the conversation, gets it back and follows it still. */
  "conversation.unfollowed": async (s: Story) => {
    for (const who of ["ana", "sue"] as const) await follow(s, who, true);
    return async () => {
      await follow(s, "sue", false);
      for (const { id: placeId } of [s.harbor, s.pine])
        await assignConversation(s.as(s.sue), { conversationId: s.id, to: { placeId } });
    };
  },
};
