import type { Rules } from "@/server/domain/retention";

export const ATTACHMENTS_RETENTION: Rules = {
  attachments: { droppedBy: "purgeUnsentFiles, for files that were never sent; sent ones are part of their message" },
  attachment_blobs: { droppedBy: "purgeUnsentFiles, with their attachments" },
};
