/**
 * The life of a mail. `handing-over` is written down in the last instant before the byte that makes
 * the mail server take the mail: whoever finds a mail there after a crash knows that it is most likely
 * out, and must not send it again (ADR 0011).
 */
export const DELIVERY_TRANSITIONS = {
  waiting: ['handing-over', 'failed'],
  'handing-over': ['sent', 'waiting', 'failed', 'unconfirmed'],
  unconfirmed: ['waiting'],
  sent: [],
  failed: ['waiting'],
} as const satisfies Record<string, readonly string[]>;

export type DeliveryState = keyof typeof DELIVERY_TRANSITIONS;
export const DELIVERY_STATES = Object.keys(DELIVERY_TRANSITIONS) as DeliveryState[];
