"use client";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { COLUMN } from "@/components/settings/section";
import { buttonClass } from "@/components/ui/button";
import { ReplyLibrary } from "./reply-library";

/** The page of saved replies, part of the person's account. */
export function ReplyLibraryPage() {
  const t = useTranslations("replies");
  return (
    <div className="thin-scroll min-h-0 flex-1 overflow-y-auto">
      <div className={`${COLUMN} pt-4`}>
        <Link href="/account" className={buttonClass("quiet", "sm", "-ms-2.5")}>
          <ArrowLeft aria-hidden className="size-4 rtl:-scale-x-100" />
          {t("account.back")}
        </Link>
      </div>
      <ReplyLibrary />
    </div>
  );
}
