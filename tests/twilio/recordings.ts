import { ACCOUNT } from "./account";

/** A recording of the double. `says`: what is in it, in words; its audio is a tone for each. */
export type FakeRecording = {
  sid: string;
  callSid: string;
  source: "RecordVerb" | "StartCallRecordingAPI";
  status: "in-progress" | "paused" | "processing" | "completed" | "absent";
  channels: number;
  says: string[];
  createdAt: Date;
};

const SECONDS_A_WORD = 1;
const RATE = 8000;

export const recordingJson = ({ sid, callSid, source, status, channels, says, createdAt }: FakeRecording) => ({
  ...{ sid, account_sid: ACCOUNT, call_sid: callSid, conference_sid: null, source, status, channels, track: "both" },
  duration: status === "completed" ? `${says.length * SECONDS_A_WORD}` : "-1",
  ...{ date_created: createdAt.toUTCString().replace("GMT", "+0000"), date_updated: createdAt.toUTCString() },
  ...{ start_time: createdAt.toUTCString().replace("GMT", "+0000"), price: null, price_unit: "USD", error_code: null },
  ...{ api_version: "2010-04-01", encryption_details: null, media_url: `https://api.twilio.com/Recordings/${sid}` },
});

/** As Twilio sends it: PCM of 16 bits; one second of a tone for each thing that was said, silence where nothing was. */
export function wavOf({ says }: Pick<FakeRecording, "says">, channels = 1): Buffer {
  const frames = Math.max(1, says.length) * SECONDS_A_WORD * RATE;
  const data = Buffer.alloc(frames * channels * 2);
  if (says.length > 0)
    for (let frame = 0; frame < frames; frame++)
      for (let channel = 0; channel < channels; channel++)
        data.writeInt16LE(
          Math.round(6000 * Math.sin((2 * Math.PI * 440 * frame) / RATE)),
          2 * (frame * channels + channel),
        );
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2 * channels, 28);
  head.writeUInt16LE(2 * channels, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
