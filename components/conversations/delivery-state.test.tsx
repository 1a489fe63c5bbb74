import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { itemOf } from "@/tests/cached";
import { InEnglish } from "@/tests/intl";
import { DeliveryState } from "./delivery-state";

const show = (error: string | null) => {
  const item = { ...itemOf(1, 1), delivery: { status: "failed" as const, error, attempt: 1 } };
  render(<DeliveryState item={item} onRetry={() => {}} isRetrying={false} />, { wrapper: InEnglish });
};

test("a failed delivery says why in a sentence, and the provider's code stands under Details", () => {
  show("phoneOff:30003");
  const sentence = screen.getByText("The phone is switched off or out of reach. Try again later.");
  expect(sentence.textContent).not.toContain("30003");
  expect(screen.getByText("The provider says: 30003").closest("details")).not.toBeNull();
});

test("a reason that this version does not know is a general sentence, with what is stored under Details", () => {
  show("Handset is not on the moon (99)");
  screen.getByText("The provider could not deliver it.");
  expect(screen.getByText(/Handset is not on the moon/).closest("details")).not.toBeNull();
});

test("a failure without a code has no Details", () => {
  show("endpointRemoved");
  screen.getByText("The number or site it was to leave from was removed.");
  expect(screen.queryByText("Details")).toBeNull();
});
