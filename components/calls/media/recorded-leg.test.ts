import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CUSTOMER, fakeStream, openLeg, plan, to } from "@/tests/media-leg";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const NOTICE = { state: "announcing", sounds: ["/recorded.wav", "/transcribed.wav"], transcribes: true } as const;
const announcing = (version: number) => plan(version, [], { notice: { ...NOTICE, sounds: [...NOTICE.sounds] } });

test("a customer hears once that the call is recorded; that is reported again until the server knows", async () => {
  const { leg, events, said, announced, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(announcing(2));
  await settle();
  expect(leg.state.notice).toMatchObject(NOTICE);
  events().plan(announcing(3));
  await settle();
  expect(said).toHaveBeenCalledTimes(1);
  expect(announced.mock.calls.map(([report]) => [report.wasHeard, report.transcription])).toEqual([
    [true, true],
    [true, true],
  ]);
  events().plan(plan(4, [], { notice: { ...NOTICE, state: "announced", sounds: [] } }));
  await settle();
  expect([announced.mock.calls.length, leg.state.notice?.state]).toEqual([2, "announced"]);
});

test.each([
  [0, { wasHeard: false, transcription: false }],
  [1, { wasHeard: true, transcription: false }],
])("an announcement of which %i of two parts was heard is reported so", async (count, report) => {
  const { leg, events, said, announced, settle } = openLeg();
  said.mockResolvedValue(count);
  leg.start();
  await settle();
  events().plan(announcing(2));
  await settle();
  expect(announced).toHaveBeenLastCalledWith(expect.objectContaining(report));
});

test("the holder's browser records as the plan says, with the tracks that it plays, until the leg is over", async () => {
  const { stream, track } = fakeStream();
  const { leg, events, connections, recorder, settle } = openLeg({ input: async () => stream });
  leg.start();
  await settle();
  expect(recorder.follow).not.toHaveBeenCalled();
  const recorded = { isOn: true, customer: CUSTOMER, ours: [] };
  events().plan(plan(2, [to(CUSTOMER)], { recorder: recorded }));
  await settle();
  const theirs = {} as MediaStreamTrack;
  connections[0]?.ontrack?.({ track: theirs });
  expect(recorder.follow).toHaveBeenLastCalledWith(recorded, { own: track, tracks: new Map([[CUSTOMER, theirs]]) });
  events().plan(plan(3, [], { ended: "hung_up" }));
  expect(recorder.close).toHaveBeenCalledTimes(1);
});
