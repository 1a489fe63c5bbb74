/** The allowed kinds of file, recognized by their first bytes because a file name can lie. */
const KINDS: { mime: string; extension: string; starts: (data: Uint8Array) => boolean }[] = [
  { mime: "image/jpeg", extension: "jpg", starts: (data) => has(data, 0, [0xff, 0xd8, 0xff]) },
  {
    mime: "image/png",
    extension: "png",
    starts: (data) => has(data, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  },
  { mime: "image/gif", extension: "gif", starts: (data) => has(data, 0, "GIF87a") || has(data, 0, "GIF89a") },
  { mime: "image/webp", extension: "webp", starts: (data) => has(data, 0, "RIFF") && has(data, 8, "WEBP") },
  { mime: "application/pdf", extension: "pdf", starts: (data) => has(data, 0, "%PDF-") },
];

const has = (data: Uint8Array, at: number, bytes: string | number[]): boolean =>
  [...bytes].every((byte, i) => data[at + i] === (typeof byte === "string" ? byte.charCodeAt(0) : byte));

/** @returns the kind of the bytes, or null when it is not allowed */
export function fileKind(data: Uint8Array): { mime: string; extension: string } | null {
  const kind = KINDS.find((one) => one.starts(data));
  return kind ? { mime: kind.mime, extension: kind.extension } : null;
}

/** Removes folders, control and bidirectional characters from a file name, and gives it the extension of its content. */
export function safeFileName(name: string, extension: string): string {
  const last = name.normalize("NFKC").toWellFormed().split(/[\\/]/).at(-1) ?? "";
  const base = last
    .replace(/\.[A-Za-z0-9]{1,8}$/, "")
    .replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*;]+/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/^[\s.]+|[\s.]+$/g, "")
    .slice(0, 80)
    .trim();
  return `${base || "file"}.${extension}`;
}
