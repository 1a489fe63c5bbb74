"use client";
import { useTranslations } from "next-intl";
import { useChannels } from "@/components/client/channels";
import { useFormatAt } from "@/components/client/place-zones";
import { usePreviewText } from "@/components/conversations/preview";
import { Badge } from "@/components/ui/badge";
import { useNow } from "@/components/ui/time";
import type { EarlierConversation } from "@/server/contract/customers";
import { Nothing, Section } from "./section";

type Props = {
  earlier: readonly EarlierConversation[];
  onOpen: (id: string) => void;
};

export function EarlierSection({ earlier, onOpen }: Props) {
  const { labelOf: channelLabel } = useChannels();
  const t = useTranslations("customers");
  const formatAt = useFormatAt();
  const previewText = usePreviewText();
  const now = useNow();
  return (
    <Section title={t("earlier.title")}>
      {earlier.length === 0 && <Nothing>{t("earlier.none")}</Nothing>}
      <ul className="-mx-2 flex flex-col">
        {earlier.map((conversation) => (
          <li key={conversation.id}>
            <button
              type="button"
              onClick={() => onOpen(conversation.id)}
              className="flex min-h-12 w-full flex-col justify-center rounded-md px-2 py-1.5 text-start hover:bg-hover"
            >
              <span className="flex w-full items-center gap-2 text-sm">
                <span className="min-w-0 flex-1 truncate font-medium">
                  {conversation.place.name} · {channelLabel(conversation.channel)}
                </span>
                {conversation.status !== "resolved" && (
                  <Badge tone="accent">{t(`earlier.${conversation.status}`)}</Badge>
                )}
                <span className="nums text-muted text-xs">
                  {formatAt(conversation.place.id).shortDate(conversation.lastMessageAt, now)}
                </span>
              </span>
              <span dir="auto" className="w-full truncate text-muted text-xs">
                {previewText(conversation)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
