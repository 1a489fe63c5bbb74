import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, expect, test } from "vitest";
import { preloadAll } from "@/components/ui/lazy-module";
import type { CustomerMatch } from "@/server/contract/customer-merges";
import type { CustomerContext } from "@/server/contract/customers";
import { contextOf } from "@/tests/cached";
import { renderInWorkspace } from "@/tests/workspace";
import { IdentitySection } from "./identity-section";

const CONVERSATION = "0193a000-0000-7000-8000-000000000c01";
const MAYA = "0193a000-0000-7000-8000-00000000cc01";
const caller = contextOf({ id: "0193a000-0000-7000-8000-00000000cc02", name: "+1 206 555 0100", contact: "" });
const HERE = { conversationId: CONVERSATION, customerId: caller.customer.id };
const maya: CustomerMatch = {
  ...{ id: MAYA, name: "Maya Chen", contacts: ["+1 425 555 0123"], conversations: 2, orders: 1 },
  ...{ lastContactAt: "2026-11-20T10:00:00.000Z", isOnRecord: true, why: "sameName" },
};

// Lazy modules are loaded, as on a page that has been idle.
beforeAll(preloadAll);
afterEach(cleanup);

function show(over: Partial<CustomerContext> = {}, found: CustomerMatch[] = [maya]) {
  const asked: { name: string; input: unknown }[] = [];
  const record = (name: string, answer: unknown) => (input: unknown) => {
    asked.push({ name, input });
    return answer;
  };
  renderInWorkspace(<IdentitySection conversationId={CONVERSATION} context={{ ...caller, ...over }} />, {
    "customers.find": record("find", found),
    "customers.merge": record("merge", {}),
    "customers.choose": record("choose", null),
    "customers.unmerge": record("unmerge", null),
    "customers.rename": record("rename", null),
  });
  return (name: string) => asked.filter((one) => one.name === name).map(({ input }) => input);
}
const button = (name: string | RegExp) => screen.getByRole("button", { name });

test("an unknown caller is merged in four steps: open, choose, say why, merge", async () => {
  const asked = show();
  fireEvent.click(button("Name or find them"));
  fireEvent.click(await screen.findByRole("button", { name: /Maya Chen.*Same name.*2 conversations · 1 order/ }));
  expect(screen.getByText(/Brings 2 conversations and 1 order/)).toBeTruthy();
  fireEvent.click(button("They said so"));
  fireEvent.click(button("Merge"));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const merge = { ...HERE, otherId: MAYA, keep: "other", evidence: "They said so" };
  expect(asked("merge")).toEqual([{ ...merge, mergeId: expect.any(String) }]);
});

test("a merge without a reason is not sent, and the way back keeps what was searched for", async () => {
  const asked = show();
  fireEvent.click(button("Name or find them"));
  fireEvent.change(screen.getByLabelText("Find a customer"), { target: { value: "maya" } });
  await waitFor(() => expect(asked("find")).toContainEqual({ conversationId: CONVERSATION, text: "maya" }));
  fireEvent.click(await screen.findByRole("button", { name: /Maya Chen/ }));
  fireEvent.click(button("Merge"));
  await screen.findByRole("alert");
  expect(asked("merge")).toEqual([]);
  fireEvent.click(button("Back"));
  expect(screen.getByLabelText<HTMLInputElement>("Find a customer").value).toBe("maya");
});

test("somebody who is not in the list gets a name; a placeholder is no name to start from", async () => {
  const asked = show({}, []);
  fireEvent.click(button("Name or find them"));
  await screen.findByText("Nobody here has the same name or number. Search for them above.");
  const name = screen.getByLabelText<HTMLInputElement>("Or give them a name");
  expect(name.value).toBe("");
  fireEvent.change(name, { target: { value: "Noor Khan" } });
  fireEvent.click(button("Save name"));
  await waitFor(() => expect(asked("rename")).toEqual([{ ...HERE, name: "Noor Khan" }]));
});

test("a merge says who made it, when and why, and can be undone", async () => {
  const merge = {
    ...{ id: "0193a000-0000-7000-8000-00000000dd01", from: { id: "a", name: "+1 206 555 0100" } },
    ...{ into: { id: MAYA, name: "Maya Chen" }, by: "Ana Ruiz", at: "2026-11-20T10:00:00.000Z" },
    evidence: "They said so",
  };
  const asked = show({ merges: [merge], customer: { ...caller.customer, isOnRecord: true } });
  const line = within(screen.getByRole("list", { name: "Merged customers" })).getByRole("listitem");
  expect(line.textContent).toContain("+1 206 555 0100 and Maya Chen are one customer");
  expect(line.textContent).toMatch(/Ana Ruiz, .*They said so/);
  fireEvent.click(button("Undo the merge of +1 206 555 0100 and Maya Chen"));
  await waitFor(() => expect(asked("unmerge")).toEqual([{ conversationId: CONVERSATION, mergeId: merge.id }]));
});

test("of several customers with one number, the one who calls is chosen in one tap", async () => {
  const asked = show({ sharedWith: [{ id: MAYA, name: "Maya Chen" }] });
  expect(screen.getByText("Somebody else has this number or address too.")).toBeTruthy();
  fireEvent.click(button("It is Maya Chen"));
  await waitFor(() => expect(asked("choose")).toEqual([{ conversationId: CONVERSATION, customerId: MAYA }]));
});
