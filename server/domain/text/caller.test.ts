import { expect, test } from "vitest";
import { WITHHELD } from "@/server/contract/customers";
import { callerIdentity } from "./caller";
import { contactLabel } from "./mask";
import { placeholderName } from "./normalize";

const CALL = "018f3b1e-0000-7000-8000-000000000001";

test.each([
  ["+12065550142", "+12065550142"],
  ["2065550142", "+12065550142"],
  ["12065550142", "+12065550142"],
])("a caller with the number %s is known by it in E.164", (number, value) => {
  expect(callerIdentity(number, CALL)).toMatchObject({ kind: "phone", value });
});

test.each(["", "anonymous", "702", "911", "+", "sip:x@example.com", "0".repeat(60), "'; drop table calls"])(
  "a caller with the number %j is unknown, and nobody but this call's",
  (number) => {
    expect(callerIdentity(number, CALL)).toEqual({ kind: WITHHELD, value: CALL });
  },
);

test("an unknown caller is called that, and shows no internal id", () => {
  const { kind, value } = callerIdentity("anonymous", CALL);
  expect(placeholderName({ kind, value })).toBe("Unknown caller");
  expect(contactLabel(kind, value, { masked: false })).toBe("Number withheld");
  expect(contactLabel(kind, value, { masked: true })).toBe("Number withheld");
});
