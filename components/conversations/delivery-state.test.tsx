import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { HELD_FOR_OPT_OUT } from "@/server/contract/constants";
import type { DeliveryStatus } from "@/server/contract/conversations";
import { itemOf } from "@/tests/cached";
import { InEnglish } from "@/tests/intl";
import { DeliveryState } from "./delivery-state";

const show = (error: string | null, status: DeliveryStatus = "failed") => {
  const item = { ...itemOf(1, 1), delivery: { status, error, attempt: 1, undoable: false } };
  return render(<DeliveryState item={item} onRetry={() => {}} isRetrying={false} />, { wrapper: InEnglish });
};

test("a failed delivery says why in a sentence, with the provider's code under Details", () => {
  show("phoneOff:30003");
  const sentence = screen.getByText("The phone is switched off or out of reach. Try again later.");
  expect(sentence.textContent).not.toContain("30003");
  expect(screen.getByText("The provider says: 30003").closest("details")).not.toBeNull();
});

test("an unknown reason is a general sentence, with the stored reason under Details", () => {
  show("Handset is not on the moon (99)");
  screen.getByText("The provider could not deliver it.");
  expect(screen.getByText(/Handset is not on the moon/).closest("details")).not.toBeNull();
});

test("a failure without a code has no Details", () => {
  show("endpointRemoved");
  screen.getByText("The number or site it was to leave from was removed.");
  expect(screen.queryByText("Details")).toBeNull();
});

test("a text that is held for an opt-out says so, until it is sent", () => {
  const { unmount } = show(HELD_FOR_OPT_OUT, "queued");
  screen.getByText("Held: checking an opt-out");
  unmount();
  show(null, "sending");
  expect(screen.queryByText(/Held/)).toBeNull();
});
