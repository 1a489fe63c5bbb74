import { notFound } from "next/navigation";
import { titled } from "@/app/titles";
import { Board } from "@/components/board/board";
import { requireViewer } from "@/server/auth/page";

export const metadata = titled("board");

export default async function BoardPage() {
  const { role } = await requireViewer();
  if (role !== "supervisor" && role !== "admin") notFound();
  return <Board />;
}
