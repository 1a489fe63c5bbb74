import { initTRPC } from "@trpc/server";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db, Tx } from "@/db/client";
import type { PersonActor } from "@/server/contract/team";
import { command } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { entitiesOf, idsOf, type NounDescriptor } from "@/server/domain/sync/noun";
import type { Notice, TestNouns } from "./shape";

export const CREATE_TABLE = sql`create table test_notices (
  id uuid primary key, place_id uuid not null, version int not null default 1, text text not null)`;
export const DROP_TABLE = sql`drop table if exists test_notices`;

const canRead = ({ scope }: PersonActor, { placeId }: Notice): boolean => scope.all || scope.placeIds.includes(placeId);

async function allNotices(db: Db | Tx): Promise<Notice[]> {
  const query = sql`select id, place_id as "placeId", version, text from test_notices order by id`;
  return ((await db.execute(query)) as unknown as { rows: Notice[] }).rows;
}

/** The shape of the router's answer. */
export const listNotices = async ({ db, actor }: Ctx<PersonActor>): Promise<Notice[]> =>
  (await allNotices(db)).filter((notice) => canRead(actor, notice));

const { router, procedure } = initTRPC.context<Ctx<PersonActor>>().create();
export const testRouter = router({ notices: router({ list: procedure.query(({ ctx }) => listNotices(ctx)) }) });

/** Pins a notice, or changes its text. */
export const writeNotice = command(
  z.strictObject({ id: z.uuid(), placeId: z.uuid(), text: z.string() }),
  async ({ tx, emit }, { id, placeId, text }) => {
    await tx.execute(sql`insert into test_notices (id, place_id, text) values (${id}, ${placeId}, ${text})
      on conflict (id) do update set text = excluded.text, version = test_notices.version + 1`);
    emit("notice.changed" as never, { noticeId: id } as never);
  },
);

export const notice: NounDescriptor<TestNouns["notice"]> = {
  events: { "notice.changed": true },
  subject: ({ noticeId }) => noticeId,
  async load(db, events) {
    const ids = idsOf(events, ({ payload }) => payload.noticeId);
    const notices = new Map((await allNotices(db)).filter(({ id }) => ids.includes(id)).map((one) => [one.id, one]));
    return () =>
      entitiesOf(events, ({ payload }) => {
        const found = notices.get(payload.noticeId);
        return found && { kind: "notice", notice: found };
      });
  },
  audience: ({ actor }, entity) => (canRead(actor, entity.notice) ? entity : null),
};
