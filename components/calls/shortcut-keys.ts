/* By the key's place where the letter changes with Shift: tinykeys compares the code, too. */

export const ANSWER_KEYS = "$mod+Shift+Period";
export const MUTE_KEYS = "$mod+Shift+m";
export const HOLD_KEYS = "$mod+Shift+h";
