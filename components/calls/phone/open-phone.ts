import { TWILIO } from "@/server/contract/constants";
import type { PhoneAccount } from "@/server/contract/voice";
import type { Phone } from "./phone";

/** Makes this browser a phone of the provider that carries a call. Its code loads with the first call that needs it. */
export async function openPhone(provider: string, openAccount: () => Promise<PhoneAccount>): Promise<Phone> {
  const accountOf = <K extends PhoneAccount["kind"]>(kind: K) => narrowed(openAccount, kind);
  if (provider === TWILIO) {
    const { TwilioPhone } = await import("./twilio-phone");
    return new TwilioPhone(accountOf("token"));
  }
  const { SipPhone } = await import("./sip-phone");
  return new SipPhone(accountOf("sip"));
}

/** While a call of another provider is taken over, the server may still answer for the one before. */
const narrowed =
  <K extends PhoneAccount["kind"]>(openAccount: () => Promise<PhoneAccount>, kind: K) =>
  async (): Promise<Extract<PhoneAccount, { kind: K }>> => {
    const account = await openAccount();
    if (account.kind !== kind) throw new Error(`an account of another kind: ${account.kind}`);
    return account as Extract<PhoneAccount, { kind: K }>;
  };
