import type { CompiledMessage } from "icu-minify/format";
import { widgetCall } from "@/messages/en/widget-call";
import { fill, type Values } from "@/messages/fill";

export type CallKey = keyof typeof widgetCall;

/** A sentence of a call; compiled like those of the chat. */
export const t = (key: CallKey, values?: Values): string => fill(widgetCall[key] as CompiledMessage, "en", values);
