import { describe, expect, it } from "vitest";
import type { RawRequest } from "@/server/contract/channel";
import { readForm } from "@/server/twilio/form";
import { refusal } from "./codes";
import { deliveryOf, parse } from "./parse";

const URL_HERE = "https://shop.example/api/webhooks/twilio-sms";
const request = (body: string, url = URL_HERE, type = "application/x-www-form-urlencoded"): RawRequest => ({
  method: "POST",
  url,
  headers: { "content-type": type },
  body: Buffer.from(body),
});
const inbound = "MessageSid=SM1&From=%2B1555&To=%2B1666&Body=hi";

describe("the form", () => {
  it("keeps blanks, repeated names, whitespace and UTF-8", () => {
    expect({ ...readForm(Buffer.from("a=&b=1&b=2&c=+x+&d=%F0%9F%91%8B&e")) }).toEqual({
      a: "",
      b: ["1", "2"],
      c: " x ",
      d: "👋",
      e: "",
    });
  });

  it("treats a parameter called __proto__ like any other", () => {
    const params = readForm(Buffer.from("__proto__=x&constructor=y"));
    expect(Object.keys(params)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe("refused requests", () => {
  it.each([
    ["no MessageSid", "From=%2B1&To=%2B2&Body=x"],
    ["a MessageSid that is none", "MessageSid=../../etc&From=%2B1&To=%2B2&Body=x"],
    ["no From", "MessageSid=SM1&To=%2B2&Body=x"],
    ["no Body and no media", "MessageSid=SM1&From=%2B1&To=%2B2"],
    ["two different Bodies", `${inbound}&Body=bye`],
    ["media without an address", `${inbound}&NumMedia=1`],
    ["media at no web address", `${inbound}&NumMedia=1&MediaUrl0=file%3A%2F%2F%2Fetc%2Fpasswd`],
    ["a count that is none", `${inbound}&NumMedia=many`],
  ])("%s", (_, body) => {
    expect(() => parse(request(body))).toThrow(expect.objectContaining({ code: "invalid" }));
  });

  it("JSON that is no object", () => {
    for (const body of ["[]", "null", "{", '"x"'])
      expect(() => parse(request(body, URL_HERE, "application/json"))).toThrow(
        expect.objectContaining({ code: "invalid" }),
      );
  });
});

describe("cleaning text for the database", () => {
  it("removes NUL and replaces lone surrogates", () => {
    const json = JSON.stringify({ MessageSid: "SM1", From: "+1", To: "+2", Body: "a\0b\ud800" });
    expect(parse(request(json, URL_HERE, "application/json"))).toMatchObject([{ text: "ab\ufffd" }]);
  });

  it("takes at most ten files", () => {
    const media = Array.from({ length: 12 }, (_, i) => `&MediaUrl${i}=https%3A%2F%2Fapi.twilio.com%2F${i}`).join("");
    const [message] = parse(request(`${inbound}&NumMedia=12${media}`));
    expect(message).toMatchObject({ attachments: { length: 10 } });
  });
});

describe("states", () => {
  it("maps each of Twilio's statuses to ours", () => {
    expect(deliveryOf("accepted")).toBe("queued");
    expect(deliveryOf("undelivered")).toBe("failed");
    expect(deliveryOf("toString")).toBeNull();
  });

  it("ignores an unknown status", () => {
    expect(parse(request("MessageSid=SM1&MessageStatus=teleported"))).toEqual([]);
  });

  it("accepts our message id only when it is valid", () => {
    const at = (query: string) => parse(request("MessageSid=SM1&MessageStatus=sent", `${URL_HERE}?message=${query}`));
    expect(at("0193a000-0000-7000-8000-000000000001")).toMatchObject([
      { messageId: "0193a000-0000-7000-8000-000000000001" },
    ]);
    expect(at("' or 1=1")).toMatchObject([{ messageId: null }]);
  });
});

describe("refusals by the API", () => {
  it.each([
    [400, "21610", "opted_out"],
    [400, "21211", "rejected"],
    [400, "30006", "rejected"],
    [429, "20429", "unavailable"],
    [429, null, "unavailable"],
    [400, "21611", "unavailable"],
    [503, "20503", "unavailable"],
    [500, null, "unknown"],
    [502, "20500", "unknown"],
    [401, "20003", "rejected"],
  ])("%s with code %s is %s", (status, code, outcome) => {
    expect(refusal(status, code)).toMatchObject({ outcome, providerCode: code });
  });
});
