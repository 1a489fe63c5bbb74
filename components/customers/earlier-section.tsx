"use client";
import { useChannels } from "@/components/client/channels";
import { Badge } from "@/components/ui/badge";
import { shortDate } from "@/components/ui/time";
import type { EarlierConversation } from "@/server/contract/customers";
import { Nothing, Section } from "./section";

type Props = {
  earlier: readonly EarlierConversation[];
  onOpen: (id: string) => void;
};

export function EarlierSection({ earlier, onOpen }: Props) {
  const { labelOf: channelLabel } = useChannels();
  return (
    <Section title="Other conversations">
      {earlier.length === 0 && <Nothing>No other conversations you can open.</Nothing>}
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
                {conversation.status !== "resolved" && <Badge tone="accent">{conversation.status}</Badge>}
                <span className="nums text-muted text-xs">{shortDate(conversation.lastMessageAt)}</span>
              </span>
              <span dir="auto" className="w-full truncate text-muted text-xs">
                {conversation.preview}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
