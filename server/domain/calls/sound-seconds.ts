/** How long each of our English recordings for prompts plays, rounded up. @source `docs/asterisk/sounds/en` */
const SECONDS: Record<string, number> = {
  "storeline-digit-1": 0.6,
  "storeline-digit-2": 0.5,
  "storeline-digit-3": 0.6,
  "storeline-digit-4": 0.5,
  "storeline-digit-5": 0.5,
  "storeline-digit-6": 0.4,
  "storeline-digit-7": 0.6,
  "storeline-digit-8": 0.5,
  "storeline-digit-9": 0.6,
  "storeline-menu-contact-center": 2.6,
  "storeline-menu-english": 1.2,
  "storeline-menu-no-status": 5.9,
  "storeline-menu-order-status": 2.2,
  "storeline-menu-repeat": 1.6,
  "storeline-menu-somebody-helps": 3.2,
  "storeline-menu-spanish": 1.5,
  "storeline-menu-store": 1.7,
  "storeline-menu-talk-or-hang-up": 3.8,
  "storeline-menu-try-again": 1.9,
  "storeline-menu-voicemail": 1.7,
  "storeline-menu-welcome": 1.3,
  "storeline-message-offer": 3.5,
  "storeline-order-canceled": 2.1,
  "storeline-order-delivered": 2.1,
  "storeline-order-on-its-way": 2.1,
  "storeline-order-preparing": 2.3,
  "storeline-order-ready": 2.3,
  "storeline-queue-callback": 3.2,
  "storeline-queue-callers": 1.8,
  "storeline-queue-many": 2.7,
  "storeline-queue-next": 1.8,
  "storeline-queue-offer": 3.8,
  "storeline-queue-one": 2.2,
  "storeline-queue-there-are": 0.9,
};
/** A recording of the retailer's own, whose length nobody knows. */
const UNKNOWN_SECONDS = 60;
/** Other languages may be slower, and a prompt that was interrupted by the end of a process is played again. */
const SLOWER = 2;

/** How long these sounds may take, one after the other; at most as long as any prompt may. */
export const mostSeconds = (sounds: readonly string[], limit: number): number =>
  Math.min(
    limit,
    sounds.reduce((sum, sound) => sum + (SECONDS[sound] === undefined ? UNKNOWN_SECONDS : SECONDS[sound] * SLOWER), 0),
  );
