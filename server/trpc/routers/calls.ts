import { ListCalls } from "@/server/contract/call-lists";
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
  SuperviseCall,
  TransferCall,
} from "@/server/contract/live-calls";
import { OpenPhone } from "@/server/contract/voice";
import { answerCall } from "@/server/domain/calls/answer-call";
import { callDestinations } from "@/server/domain/calls/call-destinations";
import { callOut } from "@/server/domain/calls/call-out";
import { callWork } from "@/server/domain/calls/call-work";
import { cancelConsultation, consultOnCall, joinCall } from "@/server/domain/calls/consult-on-call";
import { declineCall } from "@/server/domain/calls/decline-call";
import { hangUpCall } from "@/server/domain/calls/hang-up-call";
import { holdCall } from "@/server/domain/calls/hold-call";
import { listCalls } from "@/server/domain/calls/list-calls";
import { getCall, myCalls } from "@/server/domain/calls/live-call";
import { moveCall } from "@/server/domain/calls/move-call";
import { muteCall } from "@/server/domain/calls/mute-call";
import { openPhone } from "@/server/domain/calls/open-phone";
import { superviseCall, takeCallOver } from "@/server/domain/calls/supervise-call";
import { completeCallTransfer, transferCall } from "@/server/domain/calls/transfer-call";
import { router, staff } from "../procedures";

export const callsRouter = router({
  mine: staff.query(({ ctx }) => myCalls(ctx)),
  get: staff.input(CallInput).query(({ ctx, input }) => getCall(ctx, input)),
  list: staff.input(ListCalls).query(({ ctx, input }) => listCalls(ctx, input)),
  work: staff.query(({ ctx }) => callWork(ctx)),
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
  takeOver: staff.input(CallInput).mutation(({ ctx, input }) => takeCallOver(ctx, input)),
  transfer: staff.input(TransferCall).mutation(({ ctx, input }) => transferCall(ctx, input)),
  completeTransfer: staff.input(CompleteCallTransfer).mutation(({ ctx, input }) => completeCallTransfer(ctx, input)),
});
