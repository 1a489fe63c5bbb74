import { describe, expect, it } from "vitest";
import { load } from "./env";

const SECRET = "long enough to be a secret of the tests";
const from = (settings: Record<string, string>) => load({ NODE_ENV: "test", SECRET, ...settings });

describe("single sign-on", () => {
  const whole = { OIDC_ISSUER: "https://id.example/retail", OIDC_CLIENT_ID: "storeline" };

  it("is off when nothing is set, and on with an issuer and a client", () => {
    expect(from({ OIDC_ISSUER: "", OIDC_CLIENT_ID: "" })).toMatchObject({ OIDC_ISSUER: undefined });
    expect(from(whole)).toMatchObject(whole);
  });

  it.each([
    ["an issuer without a client", { OIDC_CLIENT_ID: "" }, "OIDC_ISSUER and OIDC_CLIENT_ID"],
    ["a client without an issuer", { OIDC_ISSUER: "" }, "OIDC_ISSUER and OIDC_CLIENT_ID"],
    ["an issuer that is no address", { OIDC_ISSUER: "contoso" }, "OIDC_ISSUER"],
  ])("does not start half configured: %s", (_, settings, named) => {
    expect(() => from({ ...whole, ...settings })).toThrow(named);
  });
});
