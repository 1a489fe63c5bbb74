import { and, eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import type { Db } from "@/db/client";
import { attachmentBlobs, attachments, conversations, endpoints, items } from "@/db/schema";
import type { AttachmentView } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import { command, type Write } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { maskingFor } from "@/server/domain/team/policy";
import { fileName } from "@/server/domain/text/mask";
import { visibleTo } from "../record/policy";
import { visitorOwner } from "./attach-uploads";
import { fileKind, safeFileName } from "./file-kind";

export const MAX_FILE_BYTES = 5 * 1024 * 1024;

export type FileContent = { name: string; mime: string; data: Buffer };
type StoredFile = FileContent & { position: number };
const StoreUpload = z.strictObject({
  /** The visitor who uploads; absent for staff. */
  visitorId: z.string().max(200).optional(),
  name: z.string().max(500),
  data: z.instanceof(Uint8Array),
});

/**
 * Stores a file until it is sent with a message; only its uploader can send it.
 * @throws DomainError "too_large" above 5 MB; "unsupported" unless its content is JPEG, PNG, GIF, WebP or PDF
 */
export const storeUpload = command(
  StoreUpload,
  async ({ tx, actor }, { visitorId, ...file }): Promise<AttachmentView> => {
    const kind = checkedKind(file.data);
    const id = uuidv7();
    const view = { id, name: safeFileName(file.name, kind.extension), mime: kind.mime, bytes: file.data.length };
    const ownerId = visitorId ? visitorOwner(visitorId) : (actor.id ?? "system");
    await tx.insert(attachments).values({ ...view, ownerId, state: "ready" });
    await tx.insert(attachmentBlobs).values({ attachmentId: id, data: Buffer.from(file.data) });
    return { ...view, state: "ready" };
  },
);

function checkedKind(data: Uint8Array): { mime: string; extension: string } {
  if (data.length > MAX_FILE_BYTES) throw new DomainError("too_large", "fileTooLarge");
  const kind = fileKind(data);
  if (!kind) throw new DomainError("unsupported", "fileType");
  return kind;
}

/**
 * A file as a colleague may see it: in a conversation they can read, or their own and not yet sent. Masked readers get a
 * neutral file name. @throws DomainError "not_found"
 */
export async function loadAttachment({ db, actor }: Ctx, attachmentId: Id): Promise<FileContent> {
  const mine = actor.id ? sql`${attachments.ownerId} = ${actor.id} and ${attachments.itemId} is null` : sql`true`;
  const [row] = await content(db)
    .leftJoin(conversations, eq(conversations.id, attachments.conversationId))
    .where(and(isReady(attachmentId), sql`((${conversations.id} is not null and ${visibleTo(actor)}) or (${mine}))`));
  const file = found(row);
  return { ...file, name: fileName(file, file.position, maskingFor(actor)) };
}

/** A file as the visitor may see it: their own upload, or part of a message they exchanged with us. @throws DomainError "not_found" */
export async function loadVisitorAttachment(db: Db, visitorId: string, attachmentId: Id): Promise<FileContent> {
  const [row] = await content(db)
    .leftJoin(items, eq(items.id, attachments.itemId))
    .where(
      and(
        isReady(attachmentId),
        sql`(${attachments.ownerId} = ${visitorOwner(visitorId)} or (${items.publicSeq} is not null
          and ${items.contactKind} = 'visitor' and ${items.contactValue} = ${visitorId}))`,
      ),
    );
  return found(row);
}

/** For holders of a signed link (the provider that fetches what we send). @throws DomainError "not_found" */
export async function unsafeAttachment(db: Db, attachmentId: Id): Promise<FileContent> {
  const [row] = await content(db).where(isReady(attachmentId));
  return found(row);
}

const content = (db: Db) =>
  db
    .select({
      name: attachments.name,
      mime: attachments.mime,
      position: attachments.position,
      data: attachmentBlobs.data,
    })
    .from(attachments)
    .innerJoin(attachmentBlobs, eq(attachmentBlobs.attachmentId, attachments.id))
    .$dynamic();

const isReady = (id: Id) => and(eq(attachments.id, id), eq(attachments.state, "ready"));

function found(row: StoredFile | undefined): StoredFile {
  if (!row) throw new DomainError("not_found");
  return row;
}

/** The source of a received file that still has to be fetched, or null when there is nothing to do. */
export async function pendingAttachment(
  db: Db,
  attachmentId: Id,
): Promise<{ sourceUrl: string; connectionId: Id; channel: string } | null> {
  const [row] = await db
    .select({
      sourceUrl: attachments.sourceUrl,
      connectionId: endpoints.connectionId,
      channel: endpoints.channel,
    })
    .from(attachments)
    .innerJoin(items, eq(items.id, attachments.itemId))
    .innerJoin(endpoints, eq(endpoints.id, items.endpointId))
    .where(and(eq(attachments.id, attachmentId), eq(attachments.state, "pending")));
  return row?.sourceUrl ? { ...row, sourceUrl: row.sourceUrl } : null;
}

const Mirrored = z.strictObject({ attachmentId: Id, data: z.instanceof(Uint8Array) });

/** Stores a received file, or refuses its content; updates screens that show the message. */
export const markMirrored = command(Mirrored, async (write, { attachmentId, data }): Promise<"ready" | "refused"> => {
  const kind = data.length <= MAX_FILE_BYTES ? fileKind(data) : null;
  if (!kind) {
    await finish(write, attachmentId, { state: "refused" });
    return "refused";
  }
  const [row] = await write.tx.select().from(attachments).where(eq(attachments.id, attachmentId));
  const name = safeFileName(row?.name ?? "", kind.extension);
  const done = await finish(write, attachmentId, { state: "ready", name, mime: kind.mime, bytes: data.length });
  if (done) await write.tx.insert(attachmentBlobs).values({ attachmentId, data: Buffer.from(data) });
  return "ready";
});

/** Gives up on a received file: the provider no longer has it, or it is too large. */
export const markRefused = command(z.strictObject({ attachmentId: Id }), async (write, { attachmentId }) => {
  await finish(write, attachmentId, { state: "refused" });
});

/** @returns false when it was settled before */
async function finish(
  { tx, emit }: Write,
  attachmentId: Id,
  set: Partial<typeof attachments.$inferInsert>,
): Promise<boolean> {
  const [row] = await tx
    .update(attachments)
    .set(set)
    .where(and(eq(attachments.id, attachmentId), eq(attachments.state, "pending")))
    .returning({ itemId: attachments.itemId });
  if (!row?.itemId) return false;
  const [item] = await tx
    .update(items)
    .set({ version: sql`${items.version} + 1` })
    .where(eq(items.id, row.itemId))
    .returning({ conversationId: items.conversationId, seq: items.seq });
  if (item) emit("message.updated", { conversationId: item.conversationId, seqs: [item.seq] });
  return true;
}
