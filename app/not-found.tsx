import { isPseudo } from "@/app/language";
import { titled } from "@/app/titles";
import { NotFoundPage } from "@/components/shell/not-found-page";
import { catalog, WORKSPACE_LOCALE } from "@/messages/catalog";
import { pseudoTexts } from "@/messages/pseudo";

export const metadata = titled("notFound");

const { notFound, goToInbox } = catalog("workspace", WORKSPACE_LOCALE).shell;
const TEXTS = { ...notFound, goToInbox };

export default async function NotFound() {
  return <NotFoundPage {...((await isPseudo()) ? pseudoTexts(TEXTS) : TEXTS)} />;
}
