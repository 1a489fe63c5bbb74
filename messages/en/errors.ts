/** What a refused call says. The first group stands for a whole kind of error, where nothing more exact is known. */
export const errors = {
  invalid: "The request is malformed.",
  unauthenticated: "Sign in first.",
  forbidden: "You may see this, but not do that.",
  not_found: "It does not exist, or you may not see it.",
  conflict: "It changed since you last saw it.",
  taken: "Somebody else was first.",
  consent: "The customer has not agreed to, or has withdrawn from, this kind of message.",
  too_large: "It is larger than allowed.",
  unsupported: "This kind of content is not accepted.",
  rate_limited: "Too many attempts; wait and try again.",
  unavailable: "A system this depends on cannot be reached.",
} as const;
