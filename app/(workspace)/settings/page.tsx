import { notFound } from "next/navigation";
import { titled } from "@/app/titles";
import { Settings } from "@/components/settings/settings";
import { requireViewer } from "@/server/auth/page";

export const metadata = titled("settings");

export default async function SettingsPage() {
  if ((await requireViewer()).role !== "admin") notFound();
  return <Settings />;
}
