/** STUN's codes for credentials that are wrong, or that may not use the server. */
const REFUSED = [401, 403];

/** Whether a TURN server refuses us. The first 401, which asks for credentials, the browser answers by itself. */
export const isRelayRefusal = ({ errorCode }: Pick<RTCPeerConnectionIceErrorEvent, "errorCode">): boolean =>
  REFUSED.includes(errorCode);
