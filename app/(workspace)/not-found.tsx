import { MapPinOff } from "lucide-react";
import { MessagePage } from "@/components/shell/message-page";

export default function NotFound() {
  return (
    <MessagePage icon={<MapPinOff />} title="This page is not for you">
      It belongs to people with another role. Ask an administrator if you need it.
    </MessagePage>
  );
}
