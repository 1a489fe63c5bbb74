/** One instruction of a document that we answer Twilio. */
export type Verb = { name: string; attributes: Record<string, string>; text: string; children: Verb[] };

const TOKEN = /<\/(\w+)>|<(\w+)((?:\s+\w+="[^"]*")*)\s*(\/?)>|([^<]+)/g;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const plain = (text: string): string => text.replace(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? "");

/** The instructions of a document. @throws Error for none */
export function verbsOf(document: string): Verb[] {
  const body = document.replace(/^<\?xml[^>]*>\s*/, "");
  const root: Verb = { name: "", attributes: {}, text: "", children: [] };
  const open = [root];
  for (const [, closed, opened, attributes = "", isEmpty, text] of body.matchAll(TOKEN)) {
    const inner = open.at(-1) ?? root;
    if (text) inner.text += plain(text);
    if (closed) open.pop();
    if (!opened) continue;
    const verb: Verb = { name: opened, attributes: {}, text: "", children: [] };
    for (const [, key = "", value = ""] of attributes.matchAll(/(\w+)="([^"]*)"/g)) verb.attributes[key] = plain(value);
    inner.children.push(verb);
    if (!isEmpty) open.push(verb);
  }
  const [response] = root.children;
  if (response?.name !== "Response") throw new Error(`no document: ${document}`);
  return response.children;
}

/** What is heard while an instruction is carried out. */
export function soundOf(verb: Verb | undefined): string {
  switch (verb?.name) {
    case "Say":
      return verb.text;
    case "Gather":
      return verb.children.map(soundOf).join(" ");
    case "Play":
      return verb.text.endsWith("/music.wav") ? "music" : "ringing";
    case "Record":
      return "the tone";
    case "Pause":
      return "silence";
    default:
      return "nothing";
  }
}
