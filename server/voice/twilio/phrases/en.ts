/** What customers hear in English, by the names of our sounds (`docs/asterisk/sounds`). Parts of a sentence begin with a small letter. */
export const en = {
  "storeline-closed":
    "Thank you for calling. We are closed at the moment. Please leave a message after the tone, and we will call you back. When you are done, hang up, or press the pound key.",
  "storeline-unanswered":
    "Thank you for calling. Nobody is free to take your call right now. Please leave a message after the tone, and we will call you back. When you are done, hang up, or press the pound key.",
  "storeline-message":
    "Please leave a message after the tone, and we will call you back. When you are done, hang up, or press the pound key.",
  "storeline-message-offer": "To be called back instead of leaving a message, press 1.",
  "storeline-recorded": "This call is recorded.",
  "storeline-transcribed": "What you say is also turned into text.",
  "storeline-queue-next": "You are next in line.",
  "storeline-queue-one": "There is one caller before you.",
  "storeline-queue-there-are": "There are",
  "storeline-queue-callers": "callers before you.",
  "storeline-queue-many": "There are more than nine callers before you.",
  "storeline-queue-offer": "To be called back without losing your place, press 1.",
  "storeline-queue-callback": "We will call you back at this number. Goodbye.",
  "storeline-menu-welcome": "Thank you for calling.",
  "storeline-menu-order-status": "For the status of your order, press",
  "storeline-menu-store": "To talk to the store, press",
  "storeline-menu-contact-center": "To talk to our contact center, press",
  "storeline-menu-voicemail": "To leave a message, press",
  "storeline-menu-english": "For English, press",
  "storeline-menu-spanish": "For Spanish, press",
  "storeline-menu-repeat": "To hear this again, press",
  "storeline-menu-try-again": "Sorry, I did not get that.",
  "storeline-menu-somebody-helps": "One moment, please. Somebody will help you.",
  "storeline-menu-no-status":
    "I cannot tell the status of your order right now. One moment, please. Somebody will help you.",
  "storeline-menu-talk-or-hang-up": "To talk to us, press 1. Otherwise, you can hang up.",
  "storeline-order-preparing": "Your latest order is being prepared.",
  "storeline-order-ready": "Your latest order is ready for pickup.",
  "storeline-order-on-its-way": "Your latest order is on its way.",
  "storeline-order-delivered": "Your latest order was delivered.",
  "storeline-order-canceled": "Your latest order was canceled.",
} as const;

/** The phrase before the key of an option that leads to a store or a team. */
export const toPlace = (name: string): string => `To talk to ${name}, press`;

export type Phrases = Record<keyof typeof en, string>;
