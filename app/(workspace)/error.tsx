"use client";
import { CircleAlert } from "lucide-react";
import { MessagePage } from "@/components/shell/message-page";

export default function WorkspaceError({ reset }: { reset: () => void }) {
  return (
    <MessagePage icon={<CircleAlert />} title="This page stumbled" onRetry={reset}>
      Nothing you sent is lost: what had not left waits on this device.
    </MessagePage>
  );
}
