import { ListCalls } from "@/server/contract/call-lists";
import { CallbackInput, ListCallbacks, RescheduleCallback, ScheduleCallback } from "@/server/contract/callbacks";
import { TakeCard } from "@/server/contract/card-entries";
import { ConversationInput } from "@/server/contract/conversations";
import {
  AnswerCall,
  CallInput,
  CallOut,
  CompleteCallTransfer,
  ConsultOnCall,
  HoldCall,
  MoveCall,
  MuteCall,
  PauseRecording,
  SuperviseCall,
  TransferCall,
} from "@/server/contract/live-calls";
import { MenuContainmentInput } from "@/server/contract/menu-choices";
import { PlayRecording } from "@/server/contract/recordings";
import { TranscriptInput } from "@/server/contract/transcripts";
import { OpenPhone } from "@/server/contract/voice";
import { SaveWrapUp } from "@/server/contract/wrap-ups";
import { answerCall } from "@/server/domain/calls/answer-call";
import { callDestinations } from "@/server/domain/calls/call-destinations";
import { callOut } from "@/server/domain/calls/call-out";
import { callWork } from "@/server/domain/calls/call-work";
import { callbackPlan } from "@/server/domain/calls/callbacks/callback-plan";
import { listCallbacks } from "@/server/domain/calls/callbacks/list-callbacks";
import {
  cancelCallback,
  completeCallback,
  postponeCallback,
  rescheduleCallback,
  restoreCallback,
  scheduleCallback,
} from "@/server/domain/calls/callbacks/schedule-callback";
import { cancelCard, cardOffer, takeCard } from "@/server/domain/calls/cards/take-card";
import { cancelConsultation, consultOnCall, joinCall } from "@/server/domain/calls/consult-on-call";
import { declineCall } from "@/server/domain/calls/decline-call";
import { hangUpCall } from "@/server/domain/calls/hang-up-call";
import { holdCall } from "@/server/domain/calls/hold-call";
import { listCalls } from "@/server/domain/calls/list-calls";
import { getCall, myCalls } from "@/server/domain/calls/live-call";
import { menuContainment } from "@/server/domain/calls/menus/menu-containment";
import { moveCall } from "@/server/domain/calls/move-call";
import { muteCall } from "@/server/domain/calls/mute-call";
import { openPhone } from "@/server/domain/calls/open-phone";
import { pauseCallRecording } from "@/server/domain/calls/pause-recording";
import { playRecording } from "@/server/domain/calls/recordings/play-recording";
import { saveWrapUp } from "@/server/domain/calls/save-wrap-up";
import { superviseCall, takeCallOver } from "@/server/domain/calls/supervise-call";
import { readTranscript } from "@/server/domain/calls/transcripts/read-transcript";
import { retryTranscript } from "@/server/domain/calls/transcripts/request-transcript";
import { completeCallTransfer, transferCall } from "@/server/domain/calls/transfer-call";
import { myWrapUps } from "@/server/domain/calls/wrap-up-view";
import { router, staff } from "../procedures";

export const callsRouter = router({
  mine: staff.query(({ ctx }) => myCalls(ctx)),
  get: staff.input(CallInput).query(({ ctx, input }) => getCall(ctx, input)),
  list: staff.input(ListCalls).query(({ ctx, input }) => listCalls(ctx, input)),
  wrapUps: staff.query(({ ctx }) => myWrapUps(ctx)),
  saveWrapUp: staff.input(SaveWrapUp).mutation(({ ctx, input }) => saveWrapUp(ctx, input)),
  callbacks: staff.input(ListCallbacks).query(({ ctx, input }) => listCallbacks(ctx, input)),
  callbackPlan: staff.input(ConversationInput).query(({ ctx, input }) => callbackPlan(ctx, input)),
  scheduleCallback: staff.input(ScheduleCallback).mutation(({ ctx, input }) => scheduleCallback(ctx, input)),
  rescheduleCallback: staff.input(RescheduleCallback).mutation(({ ctx, input }) => rescheduleCallback(ctx, input)),
  postponeCallback: staff.input(CallbackInput).mutation(({ ctx, input }) => postponeCallback(ctx, input)),
  cancelCallback: staff.input(CallbackInput).mutation(({ ctx, input }) => cancelCallback(ctx, input)),
  completeCallback: staff.input(CallbackInput).mutation(({ ctx, input }) => completeCallback(ctx, input)),
  restoreCallback: staff.input(CallbackInput).mutation(({ ctx, input }) => restoreCallback(ctx, input)),
  work: staff.query(({ ctx }) => callWork(ctx)),
  menuContainment: staff.input(MenuContainmentInput).query(({ ctx, input }) => menuContainment(ctx, input)),
  destinations: staff.input(ConversationInput).query(({ ctx, input }) => callDestinations(ctx, input)),
  callOut: staff.input(CallOut).mutation(({ ctx, input }) => callOut(ctx, input)),
  answer: staff.input(AnswerCall).mutation(({ ctx, input }) => answerCall(ctx, input)),
  decline: staff.input(CallInput).mutation(({ ctx, input }) => declineCall(ctx, input)),
  hangUp: staff.input(CallInput).mutation(({ ctx, input }) => hangUpCall(ctx, input)),
  openPhone: staff.input(OpenPhone).mutation(({ ctx, input }) => openPhone(ctx, input)),
  hold: staff.input(HoldCall).mutation(({ ctx, input }) => holdCall(ctx, input)),
  mute: staff.input(MuteCall).mutation(({ ctx, input }) => muteCall(ctx, input)),
  move: staff.input(MoveCall).mutation(({ ctx, input }) => moveCall(ctx, input)),
  consult: staff.input(ConsultOnCall).mutation(({ ctx, input }) => consultOnCall(ctx, input)),
  /** Also calls a transfer off that nobody has answered. */
  cancelConsult: staff.input(CallInput).mutation(({ ctx, input }) => cancelConsultation(ctx, input)),
  join: staff.input(CallInput).mutation(({ ctx, input }) => joinCall(ctx, input)),
  supervise: staff.input(SuperviseCall).mutation(({ ctx, input }) => superviseCall(ctx, input)),
  pauseRecording: staff.input(PauseRecording).mutation(({ ctx, input }) => pauseCallRecording(ctx, input)),
  playRecording: staff.input(PlayRecording).mutation(({ ctx, input }) => playRecording(ctx, input)),
  readTranscript: staff.input(TranscriptInput).mutation(({ ctx, input }) => readTranscript(ctx, input)),
  retryTranscript: staff.input(TranscriptInput).mutation(({ ctx, input }) => retryTranscript(ctx, input)),
  cardOffer: staff.input(CallInput).query(({ ctx, input }) => cardOffer(ctx, input)),
  takeCard: staff.input(TakeCard).mutation(({ ctx, input }) => takeCard(ctx, input)),
  cancelCard: staff.input(CallInput).mutation(({ ctx, input }) => cancelCard(ctx, input)),
  takeOver: staff.input(CallInput).mutation(({ ctx, input }) => takeCallOver(ctx, input)),
  transfer: staff.input(TransferCall).mutation(({ ctx, input }) => transferCall(ctx, input)),
  completeTransfer: staff.input(CompleteCallTransfer).mutation(({ ctx, input }) => completeCallTransfer(ctx, input)),
});
