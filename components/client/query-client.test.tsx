import { useQuery } from "@tanstack/react-query";
import { act, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Refused, renderInWorkspace } from "@/tests/workspace";
import { refetchUnanswered } from "./query-client";
import { useTRPC } from "./trpc";

function Shown({ name }: { name: "people" | "places" }) {
  const trpc = useTRPC();
  const options = name === "people" ? trpc.team.people.queryOptions() : trpc.team.places.queryOptions();
  const { status } = useQuery({
    queryKey: options.queryKey as unknown[],
    queryFn: options.queryFn as never,
    retry: false,
  });
  return <output aria-label={name}>{status}</output>;
}

test("a query that failed without a connection is fetched again once it is back, and one that was refused is not", async () => {
  let isConnected = false;
  const people = vi.fn(() => {
    if (!isConnected) throw new Error("the connection was lost");
    return [];
  });
  const places = vi.fn(() => {
    throw new Refused("forbidden");
  });
  const { queryClient } = renderInWorkspace(
    <>
      <Shown name="people" />
      <Shown name="places" />
    </>,
    { "team.people": people, "team.places": places },
  );
  const says = (name: string) => screen.getByLabelText(name).textContent;
  await vi.waitFor(() => expect([says("people"), says("places")]).toEqual(["error", "error"]));
  isConnected = true;
  act(() => refetchUnanswered(queryClient));
  await vi.waitFor(() => expect(says("people")).toBe("success"));
  expect(says("places")).toBe("error");
  expect([people, places].map(({ mock }) => mock.calls.length)).toEqual([2, 1]);
});
