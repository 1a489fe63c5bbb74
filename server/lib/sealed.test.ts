import { describe, expect, it } from "vitest";
import { seal, unseal } from "./sealed";

const PLACE = "connection:twilio-sms:AC1";
const secret = "one secret of at least thirty-two characters";

describe("a sealed value", () => {
  it("decrypts to the original, and is different each time", () => {
    const [a, b] = [seal("tokén", PLACE, secret), seal("tokén", PLACE, secret)];
    expect(a).not.toBe(b);
    expect(a).not.toContain("tok");
    expect([a, b].map((sealed) => unseal(sealed, PLACE, secret))).toEqual(["tokén", "tokén"]);
  });

  it("cannot be decrypted when any part was changed", () => {
    const parts = seal("token", PLACE, secret).split(".");
    for (const index of [2, 3, 4]) {
      const bytes = Buffer.from(parts[index] as string, "base64url");
      bytes[0] = (bytes[0] as number) ^ 1;
      const changed = parts.with(index, bytes.toString("base64url")).join(".");
      expect(() => unseal(changed, PLACE, secret)).toThrow("was changed");
    }
    // A shorter tag is easier to guess, so it is refused.
    const short = parts.with(
      3,
      Buffer.from(parts[3] as string, "base64url")
        .subarray(0, 4)
        .toString("base64url"),
    );
    expect(() => unseal(short.join("."), PLACE, secret)).toThrow("was changed");
  });

  it("cannot be decrypted in another place", () => {
    expect(() => unseal(seal("token", PLACE, secret), "connection:twilio-sms:AC2", secret)).toThrow("moved");
  });

  it("reports a different SECRET", () => {
    expect(() => unseal(seal("token", PLACE, secret), PLACE, `${secret}!`)).toThrow("another SECRET");
  });

  it("reports a text that is not a sealed value", () => {
    for (const other of ["", "{}", "v1.a.b", "v2.a.b.c.d"])
      expect(() => unseal(other, PLACE, secret)).toThrow("not a sealed value");
  });
});
