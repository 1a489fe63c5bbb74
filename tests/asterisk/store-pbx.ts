import { type AsteriskPlan, TRUNK } from "./start-asterisk";

/** A phone at a desk of the store, by the PBX alone. */
export const DESK = "700";

/** The trunk to the carrier and the dialplan of a store whose PBX is an Asterisk; numbers that people answer go to Storeline. */
export const storePbx =
  (numbers: readonly string[]) =>
  ({ host, port }: AsteriskPlan["peer"]): AsteriskPlan["own"] => ({
    "pjsip.conf": [
      `[${TRUNK}]`,
      "type = endpoint",
      "context = from-carrier",
      "disallow = all",
      "allow = ulaw",
      `aors = ${TRUNK}`,
      "direct_media = no",
      "trust_id_inbound = yes",
      "send_pai = yes",
      `[${TRUNK}]`,
      "type = aor",
      `contact = sip:${host}:${port}`,
      `[${TRUNK}]`,
      "type = identify",
      `endpoint = ${TRUNK}`,
      `match = ${host}`,
    ],
    "extensions.conf": [
      "[from-carrier]",
      ...numbers.map((number) => `exten => ${number},1,Goto(storeline-trunk,\${EXTEN},1)`),
      `exten => ${DESK},1,Dial(PJSIP/${DESK}@${TRUNK})`,
    ],
  });
