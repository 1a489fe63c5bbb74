/** `summary`: one line of a thread or the inbox, by direction and by outcome (`ongoing` while there is none). */
export const calls = {
  summary: {
    in: {
      ongoing: "Incoming call · in progress",
      answered: "Incoming call · answered",
      missed: "Incoming call · missed",
      declined: "Incoming call · declined",
      busy: "Incoming call · busy",
      voicemail: "Incoming call · voicemail",
      canceled: "Incoming call · canceled",
      failed: "Incoming call · failed",
    },
    out: {
      ongoing: "Outgoing call · in progress",
      answered: "Outgoing call · answered",
      missed: "Outgoing call · no answer",
      declined: "Outgoing call · declined",
      busy: "Outgoing call · busy",
      voicemail: "Outgoing call · voicemail",
      canceled: "Outgoing call · canceled",
      failed: "Outgoing call · failed",
    },
  },
  /** The phase of a call that goes on. */
  ongoing: {
    in: {
      ringing: "Incoming call · ringing",
      queued: "Incoming call · waiting for an answer",
      connected: "Incoming call · in progress",
      on_hold: "Incoming call · on hold",
      wrap_up: "Incoming call · wrapping up",
    },
    out: {
      ringing: "Outgoing call · ringing",
      queued: "Outgoing call · waiting for an answer",
      connected: "Outgoing call · in progress",
      on_hold: "Outgoing call · on hold",
      wrap_up: "Outgoing call · wrapping up",
    },
  },
  lasted: "{duration} on the line",
  waited: "waited {duration}",
  needsNewerVersion: "This entry needs a newer version",
} as const;
