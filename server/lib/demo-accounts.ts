import { derivedKey } from "./keys";

/** The channel accounts of the demo: a fictional SMS account and shop, whose secrets differ per installation. */
export type DemoAccounts = {
  twilio: { accountSid: string; authToken: string; apiBase: string };
  chat: { account: string; identitySecret: string };
};

/** Used only by the seed, which writes them as connections, and the simulator, which signs with them. */
export function demoAccounts(publicUrl: string): DemoAccounts {
  return {
    twilio: {
      accountSid: `AC${derivedKey("demo-twilio-account").toString("hex").slice(0, 32)}`,
      authToken: derivedKey("demo-twilio-token").toString("hex").slice(0, 32),
      apiBase: `${publicUrl}/simulator/twilio`,
    },
    chat: { account: "demo-shop", identitySecret: derivedKey("demo-webchat-identity").toString("hex") },
  };
}

/** SMS numbers and widget keys of the demo's places, by place code: fictional numbers, in one area code. */
export const DEMO_ENDPOINTS = ["101", "102", "103", "104", "105", "106", "CC"].map((code, i) => ({
  place: code,
  phone: `+12065550${String(101 + i)}`,
  widgetKey: `wk_demo_${code.toLowerCase()}`,
}));
