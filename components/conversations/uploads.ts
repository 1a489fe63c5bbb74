"use client";
import { useSyncExternalStore } from "react";
import { uuidv7 } from "uuidv7";
import { useMe } from "@/components/client/realtime";
import type { Catalog } from "@/messages/catalog";
import type { AttachmentView } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { createSessionStore } from "./session-store";

export const MAX_BYTES = 5 * 1024 * 1024;
export const ACCEPT = "image/jpeg,image/png,image/webp,image/gif,application/pdf";
export const MAX_FILES = 10;

/** Why a file could not be uploaded, a key of the catalog. */
type UploadError = keyof Catalog["workspace"]["composer"]["uploadErrors"];
export type Upload = {
  id: string;
  name: string;
  /** 0 to 1. */
  progress: number;
  attachment: AttachmentView | null;
  error: UploadError | null;
};

/** Why a file cannot be sent, checked before the upload; the server also checks its content. */
export function refusalOfFile(file: { type: string; size: number }): UploadError | null {
  if (!ACCEPT.split(",").includes(file.type)) return "type";
  if (file.size > MAX_BYTES) return "size";
  if (file.size === 0) return "empty";
  return null;
}

const BY_STATUS: Record<number, UploadError> = { 413: "size", 415: "type" };
class UploadFailed extends Error {
  constructor(readonly reason: UploadError) {
    super(reason);
  }
}

/** Uploads one file with XMLHttpRequest, which reports progress. */
function send(file: File, onProgress: (part: number) => void): Promise<AttachmentView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/media?${new URLSearchParams({ name: file.name })}`);
    request.setRequestHeader("content-type", file.type);
    request.setRequestHeader("x-storeline", "1");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new UploadFailed("connection"));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as AttachmentView);
      else reject(new UploadFailed(BY_STATUS[request.status] ?? "failed"));
    };
    request.send(file);
  });
}

const NONE: readonly Upload[] = [];
/** A complete upload can be sent after a reload; an incomplete one is lost. */
const held = createSessionStore("storeline-files:", NONE, (uploads) => uploads.filter((upload) => upload.attachment));
/** The files themselves, for retries. */
const files = new Map<string, File>();

const keyOf = (userId: Id, conversationId: Id): string => `${userId}:${conversationId}`;

/** Puts files that were uploaded before back into a reply. */
export function holdAttachments(userId: Id, conversationId: Id, attachments: readonly AttachmentView[]): void {
  const key = keyOf(userId, conversationId);
  const again = attachments.map((attachment) => ({
    ...{ id: attachment.id, name: attachment.name, progress: 1, attachment, error: null },
  }));
  held.set(key, [...held.get(key).filter(({ id }) => !again.some((one) => one.id === id)), ...again]);
}

function change(key: string, id: string, part: Partial<Upload>): void {
  held.set(
    key,
    held.get(key).map((upload) => (upload.id === id ? { ...upload, ...part } : upload)),
  );
}

async function start(key: string, id: string, file: File): Promise<void> {
  change(key, id, { error: null, progress: 0 });
  try {
    const attachment = await send(file, (progress) => change(key, id, { progress }));
    change(key, id, { attachment, progress: 1 });
  } catch (error) {
    change(key, id, { error: error instanceof UploadFailed ? error.reason : "failed" });
  }
}

function add(key: string, chosen: Iterable<File>): void {
  for (const file of [...chosen].slice(0, MAX_FILES)) {
    const id = uuidv7();
    const error = refusalOfFile(file);
    held.set(key, [...held.get(key), { id, name: file.name, progress: 0, attachment: null, error }]);
    if (error) continue;
    files.set(id, file);
    void start(key, id, file);
  }
}

/** Files chosen, dropped or pasted into a reply, with their upload state. Like drafts they survive navigation. */
export function useUploads(conversationId: Id) {
  const key = keyOf(useMe().id, conversationId);
  const uploads = useSyncExternalStore(
    held.subscribe,
    () => held.get(key),
    () => NONE,
  );
  return {
    uploads,
    add: (chosen: Iterable<File>) => add(key, chosen),
    remove(id: string) {
      files.delete(id);
      held.set(
        key,
        held.get(key).filter((upload) => upload.id !== id),
      );
    },
    retry(id: string) {
      const file = files.get(id);
      if (file) void start(key, id, file);
    },
    clear() {
      for (const { id } of held.get(key)) files.delete(id);
      held.set(key, NONE);
    },
  };
}
