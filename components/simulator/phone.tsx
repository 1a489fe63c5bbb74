"use client";
import { clsx } from "clsx";
import { ImagePlus, SendHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { useFormat } from "@/components/ui/use-format";
import type { StartedWebCall } from "@/server/contract/call-media";
import { type Customer, type PhoneMessage, type Store, useAct, useRefresh } from "./api";
import { PhoneCall } from "./phone-call";

/** A customer's phone: sent and received texts, and delivery reports. */
export function Phone(props: {
  customer: Customer;
  stores: Store[];
  store: string;
  photos: string[];
  messages: PhoneMessage[];
  ringing: StartedWebCall | null;
}) {
  const t = useTranslations("simulator");
  const store = props.stores.find((one) => one.code === props.store);
  const [text, setText] = useState("");
  const [photo, setPhoto] = useState<string | null>(null);
  const act = useAct();
  const refresh = useRefresh();
  const end = useRef<HTMLDivElement>(null);
  const count = props.messages.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [count]);
  const send = async () => {
    const done = await act("text", { phone: props.customer.phone, store: props.store, text, photo });
    if (!done) return;
    setText("");
    setPhoto(null);
    await refresh();
  };
  const next = props.photos[(props.photos.indexOf(photo ?? "") + 1) % (props.photos.length + 1)] ?? null;
  return (
    <section
      aria-label={t("text.phoneOf", { name: props.customer.name })}
      className="mx-auto flex h-[34rem] w-full max-w-96 flex-col overflow-hidden rounded-[2rem] border-[6px] border-rail bg-surface dark:border-line"
    >
      <header className="bg-rail px-4 pb-2.5 text-center text-rail-ink">
        <p className="truncate font-semibold text-sm">{store?.name ?? t("text.store")}</p>
        <p className="nums text-rail-muted text-xs">{store?.phone}</p>
      </header>
      <PhoneCall customer={props.customer} store={props.store} ringing={props.ringing} />
      <div
        ref={end}
        className="thin-scroll flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto p-3"
        role="log"
        aria-label={t("text.messages")}
      >
        {count === 0 && <p className="m-auto px-6 text-center text-muted text-sm">{t("text.none")}</p>}
        {props.messages.map((message) => (
          <Bubble key={message.id} message={message} />
        ))}
      </div>
      <form
        className="flex items-center gap-1 border-line border-t p-2"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <IconButton
          label={photo ? t("text.otherPhoto", { name: photo }) : t("text.addPhoto")}
          tone={photo ? "accent" : "plain"}
          icon={<ImagePlus className="size-4" />}
          onClick={() => setPhoto(next)}
        />
        <input
          aria-label={t("text.label")}
          placeholder={photo ? t("text.withPhoto", { name: photo }) : t("text.label")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="min-h-(--target-primary) min-w-0 flex-1 rounded-full border border-line bg-raised px-3.5 text-base"
        />
        <IconButton
          label={t("send")}
          type="submit"
          tone="accent"
          disabled={text.trim() === "" && !photo}
          icon={<SendHorizontal className="size-4" />}
        />
      </form>
    </section>
  );
}

function Bubble({ message }: { message: PhoneMessage }) {
  const t = useTranslations("simulator");
  const time = useFormat().clockTime(message.at);
  const isMine = message.direction === "out";
  return (
    <div className={clsx("max-w-[85%] rounded-2xl px-3 py-2", isMine ? "self-end bg-mine" : "self-start bg-theirs")}>
      {message.media.map((url) =>
        url.startsWith("/") ? (
          // biome-ignore lint/performance/noImgElement: a signed link that expires, shown once
          <img key={url} src={url} alt={t("text.photoFromStore")} className="mb-1 max-h-40 rounded-lg" />
        ) : (
          <p key={url} className="text-muted text-xs">
            {t("text.photo", { url })}
          </p>
        ),
      )}
      <p className="wrap-text text-sm">{message.text}</p>
      <p className="mt-0.5 text-2xs text-muted">
        {isMine ? time : t("text.received", { store: message.store, time, status: message.status })}
      </p>
    </div>
  );
}
