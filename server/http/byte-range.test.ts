import { expect, test } from "vitest";
import { byteRange } from "./byte-range";

test.each([
  [undefined, null],
  ["bytes=0-", { from: 0, to: 99 }],
  ["bytes=10-19", { from: 10, to: 19 }],
  ["bytes=10-1000", { from: 10, to: 99 }],
  ["bytes=-10", { from: 90, to: 99 }],
  ["bytes=-1000", { from: 0, to: 99 }],
  ["bytes=99-99", { from: 99, to: 99 }],
  ["bytes=100-", "outside"],
  ["bytes=-0", "outside"],
  ["bytes=20-10", null],
  ["bytes=-", null],
  ["bytes=0-1,5-6", null],
  ["items=0-1", null],
  ["bytes=x-1", null],
  [`bytes=${"9".repeat(30)}-`, null],
])("of 100 bytes, the header %s asks for %o", (header, range) => {
  expect(byteRange(header, 100)).toEqual(range);
});
