import type { Metadata } from "next";
import { Inbox } from "@/components/conversations/inbox";

export const metadata: Metadata = { title: "Inbox" };

export default function InboxPage() {
  return <Inbox />;
}
