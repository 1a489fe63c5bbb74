import { titled } from "@/app/titles";
import { ReplyLibraryPage } from "@/components/replies/reply-library-page";

export const metadata = titled("replies");

export default function RepliesPage() {
  return <ReplyLibraryPage />;
}
