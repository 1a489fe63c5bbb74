/** Twilio's own API; a connection may name a compatible one. */
export const TWILIO_API = "https://api.twilio.com";

export type TwilioAccount = { accountSid: string; authToken: string; apiBase: string };

/** What an id of Twilio's with this prefix looks like. */
export const sidPattern = (prefix: string): RegExp => new RegExp(`^${prefix}[0-9a-fA-F]{32}$`);
