import type { CompiledMessage } from "icu-minify/format";
import { widget } from "@/messages/en/widget";
import { fill, type Values } from "@/messages/fill";

export type Text = (key: keyof typeof widget, values?: Values) => string;

/** Formats a message of the chat. `scripts/build-widget.mjs` compiles the messages, so that the bundle has no parser. */
export const t: Text = (key, values) => fill(widget[key] as CompiledMessage, "en", values);
