import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Settings } from "@/components/settings/settings";
import { requireViewer } from "@/server/auth/page";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  if ((await requireViewer()).role !== "admin") notFound();
  return <Settings />;
}
