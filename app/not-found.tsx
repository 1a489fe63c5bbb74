import { MapPinOff } from "lucide-react";
import type { Metadata } from "next";
import { MessagePage } from "@/components/shell/message-page";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="flex min-h-dvh">
      <MessagePage icon={<MapPinOff />} title="There is nothing at this address">
        The link may be old or mistyped, or it leads to something that is not yours to see.
      </MessagePage>
    </main>
  );
}
