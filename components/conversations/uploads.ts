"use client";
import { useCallback, useRef, useState } from "react";
import { uuidv7 } from "uuidv7";
import type { AttachmentView } from "@/server/contract/conversations";

export const MAX_BYTES = 5 * 1024 * 1024;
export const ACCEPT = "image/jpeg,image/png,image/webp,image/gif,application/pdf";
export const MAX_FILES = 10;

export type Upload = {
  id: string;
  name: string;
  /** 0 to 1. */
  progress: number;
  attachment: AttachmentView | null;
  error: string | null;
};

/** Why a file cannot be sent, before a byte of it travels; the server looks at its content again. */
export function refusalOfFile(file: { type: string; size: number }): string | null {
  if (!ACCEPT.split(",").includes(file.type)) return "Only JPEG, PNG, WebP, GIF and PDF can be sent";
  if (file.size > MAX_BYTES) return "Larger than 5 MB";
  if (file.size === 0) return "The file is empty";
  return null;
}

function messageOf(request: XMLHttpRequest): string {
  try {
    const said = JSON.parse(request.responseText) as { message?: unknown; error?: { message?: unknown } };
    const message = said.message ?? said.error?.message;
    if (typeof message === "string") return message;
  } catch {
    // Not JSON: the status has to do.
  }
  return request.status === 413 ? "Larger than 5 MB" : "It could not be uploaded";
}

/** Sends one file; XMLHttpRequest because only it tells how far an upload is. */
function send(file: File, onProgress: (part: number) => void): Promise<AttachmentView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/media?${new URLSearchParams({ name: file.name })}`);
    request.setRequestHeader("content-type", file.type);
    request.setRequestHeader("x-storeline", "1");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new Error("The connection was lost"));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as AttachmentView);
      else reject(new Error(messageOf(request)));
    };
    request.send(file);
  });
}

/** Files chosen, dropped or pasted into the composer, on their way or refused. */
export function useUploads() {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const files = useRef(new Map<string, File>());
  const change = useCallback(
    (id: string, part: Partial<Upload>) =>
      setUploads((before) => before.map((upload) => (upload.id === id ? { ...upload, ...part } : upload))),
    [],
  );
  const start = useCallback(
    async (id: string, file: File) => {
      change(id, { error: null, progress: 0 });
      try {
        const attachment = await send(file, (progress) => change(id, { progress }));
        change(id, { attachment, progress: 1 });
      } catch (error) {
        change(id, { error: error instanceof Error ? error.message : "It could not be uploaded" });
      }
    },
    [change],
  );
  const add = useCallback(
    (chosen: Iterable<File>) => {
      for (const file of [...chosen].slice(0, MAX_FILES)) {
        const id = uuidv7();
        const error = refusalOfFile(file);
        setUploads((before) => [...before, { id, name: file.name, progress: 0, attachment: null, error }]);
        if (error) continue;
        files.current.set(id, file);
        void start(id, file);
      }
    },
    [start],
  );
  return {
    uploads,
    add,
    remove: (id: string) => setUploads((before) => before.filter((upload) => upload.id !== id)),
    retry: (id: string) => {
      const file = files.current.get(id);
      if (file) void start(id, file);
    },
    clear: () => setUploads([]),
  };
}
