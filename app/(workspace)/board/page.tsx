import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Board } from "@/components/board/board";
import { requireViewer } from "@/server/auth/page";

export const metadata: Metadata = { title: "Board" };

export default async function BoardPage() {
  const { role } = await requireViewer();
  if (role !== "supervisor" && role !== "admin") notFound();
  return <Board />;
}
