import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { renderInWorkspace } from "@/tests/workspace";
import { StockFinder } from "./stock-finder";

function Finder() {
  const [query, setQuery] = useState("");
  return <StockFinder query={query} onQuery={setQuery} pinned={[]} onPin={() => {}} />;
}

test("the stock finder says that nothing matches only after the server has answered for those words", async () => {
  const asked: string[] = [];
  renderInWorkspace(<Finder />, {
    "commerce.searchStock": ({ query }: { query: string }) => {
      asked.push(query);
      return query === "lamp" ? new Promise(() => {}) : [];
    },
  });
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "xyz" } });
  await screen.findByText("Nothing matches “xyz”");
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "lamp" } });
  await waitFor(() => expect(asked).toContain("lamp"));
  expect(screen.queryByText(/Nothing matches/)).toBeNull();
});
