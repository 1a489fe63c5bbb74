import { titled } from "@/app/titles";
import { Inbox } from "@/components/conversations/inbox";

export const metadata = titled("inbox");

export default function InboxPage() {
  return <Inbox />;
}
