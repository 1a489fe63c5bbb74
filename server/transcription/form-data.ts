import { randomBytes } from "node:crypto";

type File = { name: string; data: Buffer };

/** A body of type `multipart/form-data`: fields, and a WAV file as `file`. Names and values are our own, and need no escaping. */
export function formData(fields: Readonly<Record<string, string>>, file: File): { body: Buffer; contentType: string } {
  const boundary = `storeline-${randomBytes(16).toString("hex")}`;
  const part = (disposition: string, more = "") =>
    `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n${more}\r\n`;
  const values = Object.entries(fields).map(([name, value]) => `${part(`name="${name}"`)}${value}\r\n`);
  const opened = part(`name="file"; filename="${file.name}"`, "content-type: audio/wav\r\n");
  const body = Buffer.concat([
    Buffer.from(values.join("") + opened),
    file.data,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}
