import { expect, test } from "vitest";
import { networkOf } from "./client-address";

test.each([
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("limits count the IPv6 address %s by its network, which one machine has all of", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("limits count an IPv4 address as it is, also when it is mapped into IPv6", () => {
  expect(["203.0.113.7", "::ffff:203.0.113.7", "unknown"].map(networkOf)).toEqual([
    "203.0.113.7",
    "203.0.113.7",
    "unknown",
  ]);
});
