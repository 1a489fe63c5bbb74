import type { Lost } from "./use-lost";

type Words = { title: string; text: string };
const GONE = "You no longer have access to it.";

const BY_CAUSE: Partial<Record<Lost["why"], Words>> = {
  "offer.accepted": { title: "Your transfer was accepted", text: `This conversation moved. ${GONE}` },
  "offer.expired": { title: "The time to accept this transfer ran out", text: `The conversation went back. ${GONE}` },
  "offer.declined": { title: "This transfer was declined", text: `The conversation went back. ${GONE}` },
  "offer.withdrawn": { title: "This transfer was withdrawn", text: `The conversation went back. ${GONE}` },
  "conversation.resolved": { title: "This conversation was resolved", text: GONE },
  access: {
    title: "You no longer have access to this conversation",
    text: "It moved, or the places you work at have changed.",
  },
  unknown: { title: "You have no access to this conversation", text: "It moved, or the link is wrong." },
};

/** What a person is told of a conversation they lost: where it went only if it was theirs. */
export function movedWords({ why, movedTo }: Lost): Words {
  if (movedTo) {
    const text = why === "offer.accepted" ? `Your transfer was accepted. ${GONE}` : GONE;
    return { title: `This conversation moved to ${movedTo}`, text };
  }
  return BY_CAUSE[why] ?? { title: "This conversation moved", text: GONE };
}
