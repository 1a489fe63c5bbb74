import type { Ctx } from "@/server/domain/context";
import { MAX_FILE_BYTES } from "@/server/domain/conversations/attachments/attachments";
import { type SharedLimit, takeShared } from "@/server/domain/settings/shared-limits";
import { env } from "@/server/lib/env";

/* Limits for unauthenticated visitors, counted for all nodes together. A store's Wi-Fi is one address for everybody in it. */

type Db = Ctx["db"];

const MINUTE = 60;
const HOUR = 3600;
const KB_PER_MB = 1024;

const sessions: SharedLimit = { name: "widget-session", points: 300, seconds: MINUTE };
const messagesPerAddress: SharedLimit = { name: "widget-message-address", points: 600, seconds: MINUTE };
const messagesPerVisitor: SharedLimit = { name: "widget-message", points: 60, seconds: MINUTE };
const contactsPerAddress: SharedLimit = { name: "widget-contact-address", points: 60, seconds: MINUTE };
const contactsPerVisitor: SharedLimit = { name: "widget-contact", points: 10, seconds: HOUR };
const callsPerAddress: SharedLimit = { name: "widget-call-address", points: 120, seconds: MINUTE };
const callsPerVisitor: SharedLimit = { name: "widget-call", points: 30, seconds: 10 * MINUTE };
const uploads: SharedLimit = { name: "upload", points: 40, seconds: MINUTE };

export const takeSession = (db: Db, address: string): Promise<void> =>
  takeShared(db, sessions, address, "tooManyChats");

/** @param visitorId null for a token that is not valid: then only the address counts */
export async function takeMessage(db: Db, address: string, visitorId: string | null): Promise<void> {
  await takeShared(db, messagesPerAddress, address, "tooManyMessages");
  if (visitorId !== null) await takeShared(db, messagesPerVisitor, visitorId, "tooManyMessages");
}

/** Every change records consent to text an unverified number, so a visitor may make only a few. */
export async function takeContact(db: Db, address: string, visitorId: string | null): Promise<void> {
  await takeShared(db, contactsPerAddress, address, "tooManyContacts");
  if (visitorId !== null) await takeShared(db, contactsPerVisitor, visitorId, "tooManyContacts");
}

/** Counts a call that is started, or asked for again after a reload. */
export async function takeCall(db: Db, address: string, visitorId: string | null): Promise<void> {
  await takeShared(db, callsPerAddress, address, "tooManyCalls");
  if (visitorId !== null) await takeShared(db, callsPerVisitor, visitorId, "tooManyCalls");
}

export const takeStaffUpload = (db: Db, userId: string): Promise<void> =>
  takeShared(db, uploads, userId, "tooManyFiles");

export type VisitorUpload = { visitorId: string; site: string; address: string; announcedBytes: number | null };

/**
 * Counts a visitor's file, and its size, before its first byte is read: for the visitor, their address, the site's chat and
 * the whole deployment. A size that is not announced counts as the largest there may be.
 */
export async function takeVisitorUpload(
  db: Db,
  { visitorId, site, address, announcedBytes }: VisitorUpload,
  total = env().VISITOR_UPLOAD_MB_PER_HOUR,
): Promise<void> {
  const kilobytes = Math.max(1, Math.ceil(Math.min(announcedBytes ?? MAX_FILE_BYTES, MAX_FILE_BYTES) / 1024));
  await takeShared(db, uploads, visitorId, "tooManyFiles");
  for (const [scope, key, files, megabytes] of [
    ["address", address, 100, Math.min(200, total)],
    ["endpoint", site, 1000, Math.ceil(total / 2)],
    ["deployment", "all", 3000, total],
  ] as const) {
    await takeShared(db, { name: `upload-files-${scope}`, points: files, seconds: HOUR }, key, "tooManyFiles");
    const size = { name: `upload-size-${scope}`, points: megabytes * KB_PER_MB, seconds: HOUR };
    await takeShared(db, size, key, "tooManyFiles", kilobytes);
  }
}
