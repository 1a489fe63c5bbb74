import { describeChannel, readFixtures } from "@/tests/channel-contract";
import { photogram, SIGNATURE, sign } from ".";

const SECRET = "s".repeat(16);

describeChannel(photogram, {
  config: { pageId: "4411", accessToken: "token", appSecret: SECRET },
  account: "4411",
  signedBy: SIGNATURE,
  fixtures: async () =>
    readFixtures(import.meta.dirname).map(({ name, body, golden }) => {
      const bytes = Buffer.from(JSON.stringify(body));
      const headers = { "content-type": "application/json", [SIGNATURE]: sign(bytes, SECRET) };
      const url = "https://shop.example/api/webhooks/photogram";
      return { name, golden, raw: { method: "POST", url, headers, body: bytes } };
    }),
});
