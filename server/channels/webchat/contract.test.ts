import { mintVisitorToken } from "@/server/lib/visitor-token";
import { describeChannel, readFixtures } from "@/tests/channel-contract";
import { webchat } from ".";

describeChannel(webchat, {
  config: {},
  account: "shop",
  signedBy: "authorization",
  fixtures: () =>
    Promise.all(
      readFixtures(import.meta.dirname).map(async ({ name, visitor, body, golden }) => ({
        name,
        golden,
        raw: {
          method: "POST",
          url: "https://shop.example/api/webhooks/webchat",
          headers: { "content-type": "application/json", authorization: `Bearer ${await mintVisitorToken(visitor)}` },
          body: Buffer.from(JSON.stringify(body)),
        },
      })),
    ),
});
