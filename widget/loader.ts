import { launcher } from "@/messages/en/launcher";
import type { ToFrame, ToPage } from "./protocol";

/**
 * The script on the retailer's pages: a launcher button, and nothing else until it is pressed.
 *
 *   <script async src="https://chat.example/widget.js" data-key="…"></script>
 *
 * `data-key` is the site's public widget key; `data-place` is the words on the button's label; `data-prefetch="idle"` loads the
 * chat before it is opened. `data-identity`, or later `Storeline.identify({ token })`, says who the visitor is, by a token that the
 * site's server signed.
 */

type Api = { identify(who: { token: string }): void; open(): void; close(): void };
declare global {
  interface Window {
    Storeline?: Api;
  }
}

const STYLE = `:host{all:initial;color-scheme:light dark}
button{position:fixed;right:16px;bottom:16px;z-index:2147483000;min-width:56px;height:56px;padding:0 18px;border:0;border-radius:28px;
background:#0b5d4e;color:#fff;font:600 16px/1 system-ui,sans-serif;box-shadow:0 4px 16px #0004;cursor:pointer;display:flex;gap:8px;align-items:center}
button:hover{background:#094b3f}button:focus-visible{outline:3px solid #fff;outline-offset:-6px}
b{min-width:22px;height:22px;border-radius:11px;background:#b42318;font-size:13px;line-height:22px;text-align:center}
b:empty,section[hidden]{display:none}
section{position:fixed;right:16px;bottom:84px;z-index:2147483000;width:min(400px,calc(100vw - 32px));height:min(640px,calc(100vh - 100px));
border-radius:16px;overflow:hidden;box-shadow:0 12px 40px #0005;background:Canvas}
iframe{width:100%;height:100%;border:0;display:block}
@media(max-width:480px){section{inset:0;width:100%;height:100%;border-radius:0}section:not([hidden])~button{display:none}}
@media print{:host{display:none}}`;

const MARKUP = `<section role="dialog" hidden></section><button type="button" aria-haspopup="dialog" aria-expanded="false">
<svg width="24" height="24" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M3 3h18v14H9l-6 5V3Zm4 5v2h10V8H7Zm0 4v2h7v-2H7Z"/></svg><b></b></button>`;

/** The loader supports only plain arguments in messages; `size.test.ts` refuses messages with more syntax. */
function say(key: keyof typeof launcher, values: Record<string, string | number> = {}): string {
  const message = launcher[key] as string | (string | [name: string])[];
  return typeof message === "string"
    ? message
    : message.map((part) => (typeof part === "string" ? part : values[part[0]])).join("");
}

function start(script: HTMLScriptElement): void {
  const origin = new URL(script.src).origin;
  const key = script.dataset.key ?? "";
  const title = script.dataset.place ? say("chatWith", { place: script.dataset.place }) : say("chatWithUs");
  let identity: string | null = script.dataset.identity ?? null;
  let frame: HTMLIFrameElement | null = null;
  let ready = false;
  let count = 0;

  const { host, root, panel, button, badge } = draw();
  panel.setAttribute("aria-label", title);

  const postToFrame = (message: ToFrame) => {
    if (ready) frame?.contentWindow?.postMessage(message, origin);
  };
  const label = () => {
    badge.textContent = count > 0 ? String(Math.min(count, 99)) : "";
    button.setAttribute("aria-label", count > 0 ? say("unread", { title, count }) : title);
  };
  const load = () => {
    if (frame) return;
    frame = openFrame(title, `${origin}/widget/frame.html#${encodeURIComponent(key)}`);
    panel.append(frame);
  };
  const show = (shown: boolean, focus: boolean) => {
    if (shown) load();
    panel.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    remember(sessionStore, shown);
    if (focus) (shown ? frame : button)?.focus();
    postToFrame({ storeline: "shown", shown, focus });
  };

  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    const message = event.data as ToPage;
    if (message?.storeline === "ready") {
      ready = true;
      postToFrame({ storeline: "init", shown: panel.hidden !== true, identity });
      if (root.activeElement === frame) postToFrame({ storeline: "shown", shown: true, focus: true });
    } else if (message?.storeline === "close") show(false, true);
    else if (message?.storeline === "open") show(true, false);
    else if (message?.storeline === "unread") {
      count = message.count;
      if (message.started) remember(localStore, true);
      label();
    }
  });
  button.addEventListener("click", () => show(panel.hidden === true, true));
  root.addEventListener("keydown", (event) => {
    if ((event as KeyboardEvent).key === "Escape" && !panel.hidden) show(false, true);
  });

  label();
  document.body.append(host);
  const identify = (who: { token: string }) => {
    identity = String(who.token);
    postToFrame({ storeline: "identify", identity });
  };
  window.Storeline = { identify, open: () => show(true, true), close: () => show(false, true) };
  dispatchEvent(new Event("storeline:ready"));

  if (remembered(sessionStore)) show(true, false);
  else if (script.dataset.prefetch === "idle" || remembered(localStore)) whenIdle(load);
}

function openFrame(title: string, src: string): HTMLIFrameElement {
  // For a call to the store; the visitor is asked before the microphone opens.
  return Object.assign(document.createElement("iframe"), { title, src, allow: "microphone; autoplay" });
}

function draw() {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  // Built from constants only; no data of the page or the network is parsed as HTML.
  root.innerHTML = MARKUP;
  // A sheet made by script is allowed even where the site's own policy forbids inline styles.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  return {
    host,
    root,
    panel: root.querySelector("section") as HTMLElement,
    button: root.querySelector("button") as HTMLButtonElement,
    badge: root.querySelector("b") as HTMLElement,
  };
}

// If storage is blocked, the chat starts closed on each page.
const NAME = "storeline:chat";
const sessionStore = () => window.sessionStorage;
const localStore = () => window.localStorage;
function remember(store: () => Storage, on: boolean): void {
  try {
    if (on) store().setItem(NAME, "1");
    else store().removeItem(NAME);
  } catch {}
}
function remembered(store: () => Storage): boolean {
  try {
    return store().getItem(NAME) === "1";
  } catch {
    return false;
  }
}
const whenIdle = (run: () => void) =>
  "requestIdleCallback" in window ? requestIdleCallback(run) : setTimeout(run, 1500);

const own = document.currentScript as HTMLScriptElement | null;
if (own && !window.Storeline) {
  if (document.body) start(own);
  else addEventListener("DOMContentLoaded", () => start(own));
}
