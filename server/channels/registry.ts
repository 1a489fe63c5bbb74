/** The channels of this product, one line each. `directory.ts` answers questions about them. */
export { twilioSms } from "./twilio-sms";
export { webchat } from "./webchat";
