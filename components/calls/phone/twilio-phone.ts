import type { Id } from "@/server/contract/ids";
import type { TokenAccount } from "@/server/contract/voice";
import { type Phone, type PhoneCall, type PhoneEvents, Readiness } from "./phone";
import { TwilioConnection } from "./twilio-connection";
import { openDevice } from "./twilio-device";

const RETRY_MS = 1000;

/**
 * The browser as a phone of Twilio: it connects to the conference of its leg, and again whenever it was disconnected, each time with a new
 * token. It cannot be called, and where it comes to the server decides.
 */
export class TwilioPhone implements Phone {
  private carried: { legId: Id; events: PhoneEvents } | null = null;
  /** The token of the next connection. */
  private account: TokenAccount | null = null;
  private connection: TwilioConnection | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private isClosed = false;
  private isReachable = true;
  private readonly readiness = new Readiness();

  constructor(
    private readonly openAccount: () => Promise<TokenAccount>,
    private readonly open = openDevice,
  ) {
    void this.prepare();
  }

  ready = (): Promise<void> => this.readiness.wait();

  carry(legId: Id, events: PhoneEvents): void {
    this.carried = { legId, events };
    if (!this.isReachable) events.reachable(false);
    this.connect();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.retry);
    this.connection?.close();
    this.connection = null;
  }

  /** Asks for a token, and connects once there is a leg to carry. */
  private async prepare(): Promise<void> {
    const account = await this.openAccount().catch(() => null);
    if (this.isClosed) return;
    if (!account) {
      this.setReachable(false);
      return this.again();
    }
    this.account = account;
    this.readiness.set(true);
    this.connect();
  }

  private again(): void {
    if (!this.isClosed) this.retry = setTimeout(() => void this.prepare(), RETRY_MS);
  }

  /** Offers the leg a call; when it takes the call, the browser connects. */
  private connect(): void {
    const { carried, account } = this;
    if (!carried || !account || this.connection || this.isClosed) return;
    this.account = null;
    const { legId, events } = carried;
    const connection: TwilioConnection = new TwilioConnection(legId, account, {
      open: this.open,
      renew: this.openAccount,
      connected: () => {
        this.setReachable(true);
        events.connected();
      },
      heard: events.heard,
      reachable: (isReachable) => this.setReachable(isReachable),
      ended: () => {
        if (this.connection !== connection) return;
        this.connection = null;
        events.hungUp(call);
        this.again();
      },
    });
    const call: PhoneCall = {
      answer: (track) => connection.start(track),
      replaceTrack: (track) => connection.send(track),
      sendKey: (key) => connection.sendKey(key),
      hangUp: () => {
        if (this.connection === connection) this.connection = null;
        connection.close();
      },
    };
    this.connection = connection;
    if (!events.rings(legId, call, [])) this.connection = null;
  }

  private setReachable(isReachable: boolean): void {
    this.isReachable = isReachable;
    this.carried?.events.reachable(isReachable);
  }
}
