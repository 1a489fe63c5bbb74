/** Settings → Hours and rules. A setting's texts are under its key. */
export const configuration = {
  tab: "Hours and rules",
  title: "Hours and rules",
  hint: "A location uses its own value, otherwise its region's, otherwise the organization's. Changes apply at once.",
  scope: "Settings of",
  organization: "The whole organization",
  regions: "Regions",
  places: "Locations",
  loadFailed: "The settings could not be loaded",
  retry: "Retry",
  edit: "Edit",
  editSetting: "Edit: {name}",
  history: "History",
  historyOf: "History: {name}",
  useInherited: "Use the inherited value",
  save: "Save",
  cancel: "Cancel",
  saveFailed: "The setting could not be saved. Try again.",
  setHere: "Set here",
  changedBy: "Changed by {name} on {when}",
  inheritedFrom: {
    default: "Default",
    record: "From the store system",
    organization: "Inherited from the organization",
    region: "Inherited from the region {region}",
  },
  systemAuthor: "Storeline",
  conflict: {
    title: "This setting was changed after you opened it",
    body: "{name} saved: {value}",
    overwrite: "Save mine instead",
    discard: "Discard mine",
  },
  versions: {
    inherited: "Used the inherited value",
    restore: "Restore this version",
    restoreNumber: "Restore version {version}",
    number: "Version {version}",
    restoredFrom: "restored from version {version}",
    current: "Current",
    empty: "No changes yet.",
    restoreFailed: "The version could not be restored. Try again.",
  },
  hours: {
    always: "Around the clock",
    weekly: "Weekly hours",
    kind: "Opening hours",
    periodFrom: "{day}, period {number}, from",
    periodTo: "{day}, period {number}, to",
    add: "Add period",
    addTo: "Add a period on {day}",
    remove: "Remove {day}, period {number}",
    closed: "Closed",
    copy: "Copy Monday to Tuesday–Friday",
    midnight: "To end at midnight, enter 00:00.",
    days: {
      monday: "Monday",
      tuesday: "Tuesday",
      wednesday: "Wednesday",
      thursday: "Thursday",
      friday: "Friday",
      saturday: "Saturday",
      sunday: "Sunday",
    },
  },
  closures: {
    add: "Add day",
    remove: "Remove {day}",
    newDay: "the new day",
    date: "First day",
    until: "Last day (optional)",
    label: "Name",
    everyYear: "Every year",
    none: "None",
    summary:
      "{hasLabel, select, true {{label}, } other {}}{days}{everyYear, select, true { every year} other {}}: {hours}",
    openPeriods: "Opening hours on these days",
  },
  choices: {
    none: "None",
    add: "Add choice",
    label: "Choice {number}",
    newChoice: "the new choice",
    up: "Move {choice} up",
    down: "Move {choice} down",
    remove: "Remove {choice}",
  },
  noPlace: "None",
  formerPlace: "{place} (takes no conversations)",
  on: "On",
  off: "Off",
  settings: {
    hours: {
      time_zone: { label: "Time zone", help: "Opening hours and quiet hours are local times in this zone." },
      opening_hours: {
        label: "Opening hours",
        help: "Outside opening hours, the chat says when the location opens again, and customers who write get the automatic reply.",
      },
      holidays: {
        label: "Holidays",
        help: "Days with different hours from the rest of the year. A list set for a region or a location replaces the inherited list.",
      },
      closures: {
        label: "One-off closures",
        help: "Days with different hours at this location only, in addition to its holidays.",
      },
    },
    conversations: {
      auto_reply: {
        label: "Automatic reply when closed",
        help: "Sent once per conversation while the location is closed, by text and chat. '{place}' and '{opens}' become its name and when it opens. Not sent after an opt-out.",
        summary: "{enabled, select, true {“{text}”} other {Off}}",
        fields: { enabled: "Reply automatically", text: "Text" },
      },
      reopen_window: {
        label: "Reopening window",
        help: "A customer who writes within this many hours after a conversation was resolved reopens it. Later, a new conversation starts.",
        unit: "{value, plural, one {# hour} other {# hours}}",
      },
      undo_seconds: {
        label: "Undo send",
        help: "For how long people can take back a reply after they press Send. The customer gets it after that; with 0, at once.",
        unit: "{value, plural, one {# second} other {# seconds}}",
      },
      stop_scheduled: {
        label: "Stop scheduled replies",
        help: "A reply that was scheduled is not sent when the customer has written since. Its author gets it back as a draft.",
      },
      wait_thresholds: {
        label: "Late answers",
        help: "How long a customer may wait before lists and the board show a warning, and before they show the answer as late.",
        summary:
          "Warn after {warnAfterMinutes, plural, one {# minute} other {# minutes}}, late after {lateAfterMinutes, plural, one {# minute} other {# minutes}}",
        fields: { warnAfterMinutes: "Warn after (minutes)", lateAfterMinutes: "Late after (minutes)" },
      },
    },
    calls: {
      web: {
        label: "Calls from the chat",
        help: "Visitors of your site can call this location from its chat while it is open and somebody is online, even if on another call. When off, the chat shows no call button.",
      },
      ring_seconds: {
        label: "Ring time",
        help: "How long a call rings before it moves on: from the person the conversation is assigned to, to everybody at the location, to the overflow location.",
        unit: "{value, plural, one {# second} other {# seconds}}",
      },
      max_wait_seconds: {
        label: "Longest wait",
        help: "How long a customer waits for an answer. After that they may leave a voicemail, or the call ends; either way it is missed, and the conversation waits for a reply.",
        unit: "{value, plural, one {# second} other {# seconds}}",
      },
      voicemail: {
        label: "Voicemail",
        help: "Customers who call by telephone can leave a message when nobody answers, and at once when this location and its overflow location are closed. Calls from the chat end without it.",
        summary:
          "{enabled, select, true {On, at most {maxSeconds, plural, one {# second} other {# seconds}}} other {Off}}",
        fields: {
          enabled: "Take messages",
          maxSeconds: "Longest message, in seconds",
        },
      },
      queue_announcement: {
        label: "Position in the queue",
        help: "Customers who wait on the phone hear how many callers are ahead of them: first after this time, then again and again after the same time. From then on they pay for the call.",
        summary: "{enabled, select, true {Every {everySeconds, plural, one {# second} other {# seconds}}} other {Off}}",
        fields: {
          enabled: "Say the position",
          everySeconds: "How often, in seconds",
        },
      },
      callback_offer: {
        label: "Offer of a callback",
        help: "Together with their position, customers who wait on the phone hear that they can press 1 to be called back; the position in the queue must be on for that. Customers whom nobody answers, or who call outside opening hours, are asked before they leave a message. The callback is due at once, for everybody at the location. Callers whose number Storeline cannot call are not asked: those who withhold it, and everybody while the phone system only takes calls.",
      },
      language: {
        label: "Language of calls",
        help: "The language of what customers hear on the phone: greetings, announcements and prompts. Asterisk needs recordings in that language, and plays English where one is missing; Twilio speaks both.",
        choices: {
          en: "English",
          es: "Spanish",
        },
      },
      menu: {
        label: "Phone menu",
        help: "What customers who call by telephone hear before anybody is rung. After a wrong key or no key twice, the location of the number rings. Twilio speaks our texts in place of your recordings.",
        problem: "{place} no longer takes conversations, so callers do not hear its option. Choose another location.",
      },
      overflow_place: {
        label: "Overflow location",
        help: "The store or team whose people are rung when nobody at this location answers. The call stays a call of this location.",
        problem: "{place} no longer takes conversations, so calls do not overflow to it. Choose another location.",
      },
      recording: {
        label: "Record calls",
        help: "Calls are recorded from the first answer on, after the customer has heard that. Whoever holds the call can pause; on hold nothing is recorded. Calls from the chat are recorded by the browser of whoever holds them. Whether calls may be recorded, and how customers must agree, depends on your law.",
      },
      card_entry: {
        label: "Cards by keypad",
        help: "Whoever holds a telephone call can ask the customer to enter a payment card on the keypad of their phone. Meanwhile nobody hears the customer, and nothing is recorded. The card goes to your payment service; Storeline keeps its reference, its brand and its last four digits. Needs a payment service and calls through Asterisk.",
      },
      rescue_text: {
        label: "Text after a missed call",
        help: "A minute after a call that nobody answered, the customer gets this text in the same conversation, unless somebody has called back or written, or the customer left a message or will be called back. '{store}' and '{hours}' become the name of the location and whether it is open. Only to mobile numbers, never after an opt-out and never during quiet hours. The call stays missed until somebody answers. Whether you may text callers who have not agreed depends on your law.",
        summary:
          "{enabled, select, true {“{text}” · {onlyWithConsent, select, true {only with consent} other {to every caller}} · at most once in {everyHours, plural, one {# hour} other {# hours}}} other {Off}}",
        fields: {
          enabled: "Text customers whose call was missed",
          text: "Text",
          onlyWithConsent: "Only customers who agreed to texts, or have texted us",
          everyHours: "Hours before a customer gets another one",
        },
      },
      transcription: {
        label: "Transcripts",
        help: "Voicemail and recorded calls are turned into text that can be read beside the player. Customers hear that first; what was recorded before you turn this on stays without. Nothing else is done with the text. This needs a transcriber, which whoever runs Storeline connects.",
        summary:
          "Voicemail: {voicemail, select, true {on} other {off}} · recorded calls: {calls, select, true {on} other {off}}",
        fields: {
          voicemail: "Turn voicemail into text",
          calls: "Turn recorded calls into text",
        },
      },
      supervision: {
        label: "Supervision of calls",
        help: "What supervisors may do on calls of this location. Customers hear them only when they speak to everybody; who is on the call always sees when they can speak.",
        summary:
          "{listen, select, true {Listen} other {No listening}} · {speak, select, true {speak} other {no speaking}} · {takeOver, select, true {take over} other {no taking over}} · {showListening, select, true {listening is shown} other {listening is hidden}}",
        fields: {
          listen: "Listen to calls",
          speak: "Speak to the colleague (whisper), or to everybody (barge in)",
          takeOver: "Take calls over",
          showListening: "Show the colleague that a supervisor listens",
        },
      },
      wrap_up_seconds: {
        label: "Wrap-up time",
        help: "How long people who talked to a customer are not rung afterwards, so that they can finish the work on the call. Colleagues see them as “Wrapping up”. They can end it earlier.",
        unit: "{value, plural, one {# second} other {# seconds}}",
      },
      dispositions: {
        label: "Outcomes of calls",
        help: "The choices for how a call went, offered after it. Calls keep the wording of the time.",
      },
      customer_ring_seconds: {
        label: "Ring time of outgoing calls",
        help: "How long a customer is rung before a call to them ends as not answered.",
        unit: "{value, plural, one {# second} other {# seconds}}",
      },
    },
    consent: {
      quiet_hours: {
        label: "Quiet hours",
        help: "During quiet hours, associates can neither text nor call a customer first. They can always answer a customer who wrote or called recently. A preset, not legal advice.",
        summary:
          "{enabled, select, true {{from}–{to}. Customers can be answered for {replyWithinHours, plural, one {# hour} other {# hours}} after their last message.} other {Off}}",
        fields: {
          enabled: "Keep quiet hours",
          from: "From",
          to: "To",
          replyWithinHours: "Hours to answer after the customer's last message",
        },
      },
    },
  },
} as const;
