import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { describeChannel, readFixtures } from "@/tests/channel-contract";
import { twilioSms } from ".";

const TOKEN = "a".repeat(32);
const ACCOUNT = "AC00000000000000000000000000000001";

describeChannel(twilioSms, {
  config: { accountSid: ACCOUNT, authToken: TOKEN },
  account: ACCOUNT,
  signedBy: "x-twilio-signature",
  fixtures: async () =>
    readFixtures(import.meta.dirname).map(({ name, url, params, golden }) => ({
      name,
      golden,
      raw: {
        method: "POST",
        url,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "x-twilio-signature": getExpectedTwilioSignature(TOKEN, url, Object.fromEntries(params)),
        },
        body: Buffer.from(new URLSearchParams(params).toString()),
      },
    })),
});
