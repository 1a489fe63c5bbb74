import { renderHook } from "@testing-library/react";
import { TRPCClientError } from "@trpc/client";
import { expect, test, vi } from "vitest";
import { InEnglish } from "@/tests/intl";
import { useErrorText } from "./use-error-text";

test("a refusal at night says from when it is allowed, on the clock of the customer's place", () => {
  vi.setSystemTime("2026-11-22T04:00:00Z");
  const { result } = renderHook(useErrorText, { wrapper: InEnglish });
  const said = (allowedAt: string, timeZone: string) => {
    const domain = { code: "consent", reason: "quietHours", message: "", details: { allowedAt, timeZone } };
    return result.current(
      TRPCClientError.from({ error: { message: "", code: -32603, data: { domain } } }),
      "It failed.",
    );
  };
  expect(said("2026-11-22T15:00:00.000Z", "America/Denver")).toBe(
    "Quiet hours: this customer can be texted from Nov 22 08:00 MST, or as soon as they write.",
  );
  expect(said("2026-11-22T05:00:00.000Z", "America/Denver")).toContain("from 22:00 MST,");
  vi.useRealTimers();
});
