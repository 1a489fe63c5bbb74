import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import type { SendMessage } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { deleteReply } from "@/server/domain/replies/delete-reply";
import { listReplies } from "@/server/domain/replies/queries";
import { saveReply } from "@/server/domain/replies/save-reply";
import { allowTextsAtAnyHour } from "@/tests/place-settings";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { sendMessage } from "./send-message";

let world: TwoStores;
let conversationId: Id;
beforeEach(async () => {
  world = await twoStores();
  await allowTextsAtAnyHour(world.system());
  conversationId = (await makeConversation(world.db, { placeId: world.pine.id })).id;
});

const add = async (actor: PersonActor, name: string) =>
  (
    await saveReply(world.as(actor), {
      ...{ replyId: uuidv7(), name, shortcut: null, body: "It is held.", expectedVersion: 0 },
      library: { kind: "personal" },
    })
  ).id;
const send = (more: Partial<SendMessage> = {}, actor = world.ana) =>
  sendMessage(world.as(actor), {
    ...{ conversationId, clientMessageId: uuidv7(), body: "It is held.", seenSeq: 99 },
    ...more,
  });
const used = async (actor = world.ana) =>
  Object.fromEntries((await listReplies(world.as(actor))).map((reply) => [reply.name, reply.used]));

test("a saved reply is counted once for a sent message, however often the request is repeated", async () => {
  const savedReplyIds = [await add(world.ana, "Held")];
  const message = { clientMessageId: uuidv7(), savedReplyIds };
  for (const _ of [1, 2, 3]) await send(message);
  expect(await used()).toEqual({ Held: 1 });
  world.later(60);
  await send({ savedReplyIds: [...savedReplyIds, ...savedReplyIds] });
  const [held] = await listReplies(world.as(world.ana));
  expect(held).toMatchObject({ used: 2, lastUsedAt: world.now().toISOString() });
});

test("a refused message counts nothing", async () => {
  const savedReplyIds = [await add(world.ana, "Held")];
  await expect(send({ savedReplyIds, body: " " })).rejects.toMatchObject({ reason: "nothingToSend" });
  await expect(send({ savedReplyIds, body: "{{me.name}}" })).rejects.toMatchObject({ code: "invalid" });
  expect(await used()).toEqual({ Held: 0 });
});

test("the replies that are used most come first", async () => {
  await add(world.ana, "A");
  const savedReplyIds = [await add(world.ana, "B")];
  await send({ savedReplyIds });
  expect((await listReplies(world.as(world.ana))).map(({ name }) => name)).toEqual(["B", "A"]);
});

test("replies that are unknown, deleted or somebody else's are not counted, and hold no message back", async () => {
  const [mine, theirs, gone] = [
    await add(world.ana, "Mine"),
    await add(world.abe, "Theirs"),
    await add(world.ana, "Gone"),
  ];
  await deleteReply(world.as(world.ana), { replyId: gone });
  await send({ savedReplyIds: [mine, theirs, gone, uuidv7()] });
  expect([await used(), await used(world.abe)]).toEqual([{ Mine: 1 }, { Theirs: 0 }]);
});

test("a message with an unresolved merge field is refused, and says which one", async () => {
  const refused = send({ body: "{{order.number}} is here, {{ customer.name }}" });
  const fields = "{{order.number}}, {{customer.name}}";
  await expect(refused).rejects.toMatchObject({ code: "invalid", reason: "unresolvedFields", details: { fields } });
  await expect(refused).rejects.toThrow(fields);
});

test("other words in braces are sent: a customer may have written them", async () => {
  const body = "You wrote {{hello}} and {customer.name}, right?";
  expect(await send({ body })).toMatchObject({ body });
});
