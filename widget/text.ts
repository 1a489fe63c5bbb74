import type { CompiledMessage } from "icu-minify/format";
import { widget } from "@/messages/en/widget";
import { fill, type Values } from "@/messages/fill";

/** A sentence of the chat. `scripts/build-widget.mjs` compiles the messages, so that no parser of them is in the bundle. */
export const t = (key: keyof typeof widget, values?: Values): string =>
  fill(widget[key] as CompiledMessage, "en", values);
