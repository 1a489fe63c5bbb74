import { expect, it } from "vitest";
import { opensMedia, signedMediaUrl } from "./media-url";

const NOW = new Date("2026-11-22T09:00:00Z");
const ID = "0193a000-0000-7000-8000-000000000001";
const link = new URL(signedMediaUrl("https://shop.example", ID, NOW, 600));
const token = link.searchParams.get("t") as string;
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

it("opens its own file until it expires", () => {
  expect(link.pathname).toBe(`/api/media/${ID}`);
  expect(opensMedia(ID, token, later(599))).toBe(true);
  expect(opensMedia(ID, token, later(601))).toBe(false);
});

it("opens no other file, and nothing when altered", () => {
  expect(opensMedia(ID.replace("1", "2"), token, NOW)).toBe(false);
  const [expires, signature] = token.split(".") as [string, string];
  for (const bad of ["", ".", expires, `${Number(expires) + 60}.${signature}`, `${expires}.`, `1e99.${signature}`])
    expect(opensMedia(ID, bad, NOW), bad).toBe(false);
});
