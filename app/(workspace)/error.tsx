"use client";
import { MessagePage } from "@/components/shell/message-page";

export default function WorkspaceError({ reset }: { reset: () => void }) {
  return <MessagePage says="failed" onRetry={reset} />;
}
