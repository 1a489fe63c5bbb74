import { titled } from "@/app/titles";
import { MessagePage } from "@/components/shell/message-page";

export const metadata = titled("notFound");

export default function NotFound() {
  return (
    <main className="flex min-h-dvh">
      <MessagePage says="notFound" />
    </main>
  );
}
